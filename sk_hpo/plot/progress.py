"""How far a search was at each candidate: what it had spent, and the best so far."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sk_hpo.plot.style import whole_ticks
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, STOPPED, FloatArray

Against = Literal["number", "fits", "seconds"]

AGAINST = {
    "number": "candidate",
    "fits": "fits so far",
    "seconds": "seconds of fits and scoring so far",
}


def check_against(against: Any) -> None:
    """Raise a ValueError if `against` is no key of `AGAINST`."""
    if not isinstance(against, str) or against not in AGAINST:
        raise ValueError(f"against must be one of {list(AGAINST)}, got {against!r}")


def label_progress(ax: Any, against: Against) -> None:
    """Label a horizontal axis of what was spent; numbers of things are whole."""
    ax.set_xlabel(AGAINST[against])
    if against != "seconds":
        whole_ticks(ax.xaxis)


def spent(found: Results, against: Against) -> FloatArray:
    """Return what a search had spent after each candidate.

    Parameters
    ----------
    found : Results
        Of q candidates.
    against : {"number", "fits", "seconds"}
        The candidates' numbers, or how many fits, or seconds of fits and scoring, they
        and all before them took. Stopped candidates took those of the splits they had.

    Returns
    -------
    ndarray of shape (q,)

    Raises
    ------
    ValueError
        If the seconds are not known.
    """
    if against == "number":
        return found.numbers.astype(np.float64)
    known = np.isfinite(found.scores[found.metric]).sum(axis=1)
    n = np.where(found.state == STOPPED, known, max(1, found.n_splits))
    if against == "fits":
        return np.cumsum(n).astype(np.float64)
    seconds = found.fit_seconds + np.nan_to_num(found.score_seconds)
    if np.isnan(seconds).all():
        raise ValueError("against='seconds': the seconds of the fits are not known")
    return np.asarray(np.nancumsum(n * seconds))


def best_so_far(found: Results) -> FloatArray:
    """Return the best mean score up to each candidate, of shape (q,).

    NaN before the first complete candidate.
    """
    done = found.state == COMPLETE
    means = np.where(done, found.means[found.metric], np.nan)
    return np.asarray(np.fmax.accumulate(means))
