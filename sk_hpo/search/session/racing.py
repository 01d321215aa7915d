"""Which searches race."""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.model_selection import TimeSeriesSplit

if TYPE_CHECKING:
    from sk_hpo.racing.race import Race

# The target of racing=True for the probability that the best candidate is stopped.
PROBABILITY = 0.01
# Fewer splits can't be stopped early.
FEWEST_SPLITS = 3
# With racing="auto": a fit on less takes hardly longer than the tests of a race.
SMALL = 5000


def race_of(search: Any, *, listed: bool) -> Race:
    """Return the race of a round of candidates.

    Parameters
    ----------
    search : EngineSearch
    listed : bool
        Whether the candidates are known before the round begins.
    """
    # Imported here because other searches need not load the tests.
    from sk_hpo.racing.listed_race import ListedRace
    from sk_hpo.racing.open_race import OpenRace

    has_default = isinstance(search.racing, bool | np.bool_ | str)
    probability = PROBABILITY if has_default else float(search.racing)
    if listed:
        return ListedRace(search.n_splits_, probability)
    return OpenRace(search.n_splits_, probability, search.n_points)


def is_raced(search: Any, cv: Any, X: Any) -> tuple[bool, str]:
    """Return whether a search races, and why; warn if it can't but is asked to.

    With ``racing="auto"`` it races unless the data are small.
    """
    if not search.racing:
        return False, "racing is False"
    why_not = None
    if search.n_splits_ < FEWEST_SPLITS:
        why_not = (
            f"it needs at least {FEWEST_SPLITS} splits, cv gives {search.n_splits_}"
        )
    elif isinstance(cv, TimeSeriesSplit) or grow(getattr(cv, "cv", ())):
        why_not = (
            "the splits of a time series train on more and more rows, so that the "
            "first ones do not tell what the others would give"
        )
    if isinstance(search.racing, str):
        if why_not is None and _n_numbers(X) < SMALL:
            why_not = f"the data have fewer than {SMALL} numbers, so fits are quick"
        return why_not is None, why_not or "most candidates lose after a few splits"
    if why_not is not None:
        warnings.warn(
            f"racing={search.racing!r} has no effect: {why_not}", stacklevel=2
        )
    return why_not is None, why_not or f"racing is {search.racing!r}"


def _n_numbers(X: Any) -> int:
    """Return how many numbers the data have; texts and the like are never few."""
    shape = getattr(X, "shape", ())
    if isinstance(X, list) and X and isinstance(X[0], list):
        shape = len(X), len(X[0])
    return int(np.prod(shape)) if len(shape) == 2 else SMALL


def grow(splits: Any) -> bool:
    """Return whether each split trains on the rows of the one before, and on more.

    Only a list of splits can be looked at; it is the attribute `cv` of the splitter
    that scikit-learn makes of it.
    """
    if not isinstance(splits, list) or len(splits) < FEWEST_SPLITS:
        return False
    rows = [set(np.asarray(train).tolist()) for train, _ in splits]
    return all(one < other for one, other in pairwise(rows))
