"""The warning of a search that ends before a candidate had the whole resource."""

from __future__ import annotations

import warnings

from sk_hpo.history import History
from sk_hpo.levels.ladder import Ladder


def warn_of_part(history: History, ladder: Ladder) -> None:
    """Warn if the best candidate had a part of the resource alone."""
    if history.trials or not history.looks:
        return
    level = max(look.candidate.level for look in history.looks)
    what = "training rows" if ladder.is_of_rows else ladder.resource
    best = "" if ladder.is_of_rows else ", and best_params_ has no more"
    warnings.warn(
        "the search ended before any candidate had the whole resource: the best score "
        f"is one with {ladder.amounts[level]} of {ladder.amounts[-1]} {what}{best}. "
        "Let the search run longer; with a checkpoint it continues where it ended",
        stacklevel=2,
    )
