"""Which searches race."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sklearn.model_selection import TimeSeriesSplit

if TYPE_CHECKING:
    from sk_hpo.racing.race import Race

# With racing=True, the best candidate is stopped with at most this probability.
PROBABILITY = 0.01
# Fewer splits can't be stopped early.
FEWEST_SPLITS = 3


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

    probability = PROBABILITY if search.racing is True else float(search.racing)
    if listed:
        return ListedRace(search.n_splits_, probability)
    return OpenRace(search.n_splits_, probability, search.n_points)


def is_raced(search: Any, cv: Any) -> bool:
    """Return whether a search races; warn if it can't although it is asked to."""
    if not search.racing:
        return False
    why_not = None
    if search.n_splits_ < FEWEST_SPLITS:
        why_not = f"{search.n_splits_} splits are too few: use at least {FEWEST_SPLITS}"
    elif isinstance(cv, TimeSeriesSplit):
        why_not = (
            "the splits of TimeSeriesSplit train on more and more rows, so that the "
            "first ones do not tell what the others would give"
        )
    if why_not is not None:
        warnings.warn(
            f"racing={search.racing!r} has no effect: {why_not}", stacklevel=2
        )
    return why_not is None
