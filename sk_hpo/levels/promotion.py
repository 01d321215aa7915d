"""Which candidate goes on to the next level."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def promoted(
    V: FloatArray, has_been: BoolArray, factor: float
) -> tuple[int, int] | None:
    """Return a candidate that goes on now, and its next level; None if none does.

    The best 1/`factor` of the scores seen at a level go on [1]_. But if 1/`factor` of
    the candidates at a level went on already, because the first ones were worse than
    those that followed, only a candidate goes on that is better than most of them: than
    all but 1/`factor`. The highest level is looked at first. Of equal scores the
    earlier candidate goes on.

    Parameters
    ----------
    V : ndarray of shape (n, L)
    has_been : ndarray of shape (n, L)
        Which candidates have been asked for at which levels.
    factor : float

    References
    ----------
    .. [1] L. Li et al., "A system for massively parallel hyperparameter tuning",
       MLSys 2020, algorithm 2 (``get_job``).
    """
    for level in reversed(range(V.shape[1] - 1)):
        ranked = _ranked(V[:, level])
        went_on = _went_on(has_been, level)
        best = ranked[: int(len(ranked) / factor)]
        waiting = best[~went_on[best]]
        if len(waiting) == 0:
            continue
        before = V[_ranked(np.where(went_on, V[:, level], np.nan)), level]
        is_full = len(before) >= len(best)
        if not is_full or V[waiting[0], level] > before[int(len(before) / factor)]:
            return int(waiting[0]), level + 1
    return None


def promoted_of_few(
    V: FloatArray, has_been: BoolArray, factor: float
) -> tuple[int, int] | None:
    """Return a candidate of a small design that goes on, and its next level.

    A model that compares levels needs two candidates above the first level, and one at
    the last, although a third of few may be none. None if there are enough.

    Parameters
    ----------
    V : ndarray of shape (n, L)
    has_been : ndarray of shape (n, L)
    factor : float
    """
    n, n_levels = V.shape
    for level in range(n_levels - 1):
        fewest = 1 if level == n_levels - 2 else 2
        wanted = max(fewest, int(n / factor ** (level + 1)))
        ranked = _ranked(V[:, level])
        went_on = _went_on(has_been, level)
        waiting = ranked[~went_on[ranked]]
        if went_on.sum() < wanted and len(waiting):
            return int(waiting[0]), level + 1
    return None


def best_of_highest(V: FloatArray, has_been: BoolArray) -> tuple[int, int] | None:
    """Return the best candidate that has not gone on, and its next level.

    The highest level is looked at first. None if a candidate has a score at the last
    level, or if none could go on. One that fails higher up leaves its place to others.

    Parameters
    ----------
    V : ndarray of shape (n, L)
    has_been : ndarray of shape (n, L)
    """
    if np.isfinite(V[:, -1]).any():
        return None
    for level in reversed(range(V.shape[1] - 1)):
        ranked = _ranked(V[:, level])
        waiting = ranked[~_went_on(has_been, level)[ranked]]
        if len(waiting):
            return int(waiting[0]), level + 1
    return None


def _went_on(has_been: BoolArray, level: int) -> BoolArray:
    """Return which candidates have been above a level; they may skip some."""
    return np.asarray(has_been[:, level + 1 :].any(axis=1), dtype=np.bool_)


def _ranked(scores: FloatArray) -> npt.NDArray[np.int64]:
    """Return the candidates with a score, the best one first."""
    known = np.flatnonzero(np.isfinite(scores))
    return known[np.argsort(-scores[known], kind="stable")]
