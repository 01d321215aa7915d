"""The trials of a search, as results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sk_hpo.results.levels import columns_of_levels
from sk_hpo.results.results import FloatArray, Results, made
from sk_hpo.results.table import chosen_metric
from sk_hpo.trial import ClosedTrial, ErrorScore, SplitResult, StoppedTrial


def results_of_trials(
    trials: Sequence[ClosedTrial], name: str, metric: str | None = None, **more: Any
) -> Results:
    """Return the results of complete and stopped trials.

    Parameters
    ----------
    trials : sequence of Trial or StoppedTrial, not empty
    name : str
        The argument's name in messages.
    metric : str or None
        The metric that guides. None: the only one, or else the first.
    **more
        Any other fields of `Results`.
    """
    scores = scores_of(trials)
    metric = chosen_metric(list(scores), metric, name)
    failed = failed_of(trials, metric)
    stopped = [isinstance(trial, StoppedTrial) for trial in trials] & ~failed
    members = [(trial.candidate.note or {}).get("member") or "" for trial in trials]
    known = {
        "stopped": stopped,
        "numbers": np.array([trial.candidate.id for trial in trials]),
        "fit_seconds": [_mean(trial, "fit_time") for trial in trials],
        "score_seconds": [_mean(trial, "score_time") for trial in trials],
        "shared": shared_of(trials),
        "members": members,
        **more,
    }
    levels = columns_of_levels(trial.candidate for trial in trials)
    if levels:  # only candidates of the last one have been given all
        known["iterations"] = np.array(levels["iter"])
        known["stopped"] = stopped | (known["iterations"] < max(levels["iter"]))
    for what in ("fit_seconds", "score_seconds"):
        known[what] = np.array(known[what], dtype=np.float64)
    return made(
        [trial.params for trial in trials],
        metric,
        {one: _means(of_splits) for one, of_splits in scores.items()},
        scores,
        **known,
    )


def shared_of(trials: Sequence[ClosedTrial]) -> NDArray[np.bool_]:
    """Return which trials shared fits with others: an array of shape (q,)."""
    return np.array(
        [any(one.sharing and one.sharing.by for one in t.results) for t in trials],
        dtype=np.bool_,
    )


def scores_of(trials: Sequence[ClosedTrial]) -> dict[str, FloatArray]:
    """Return the test scores of trials by metric, each of shape (q, s).

    NaN where a fit or a scorer failed, or was not run.
    """
    n_splits = 1 + max(one.split for trial in trials for one in trial.results)
    named = {
        metric: None
        for trial in trials
        for one in trial.results
        if isinstance(one.test_scores, Mapping)
        for metric in one.test_scores
    }
    names = list(named) or ["score"]
    scores = {name: np.full((len(trials), n_splits), np.nan) for name in names}
    for row, trial in enumerate(trials):
        for one in trial.results:
            for name in names:
                scores[name][row, one.split] = _score(one, name)
    return scores


def failed_of(trials: Sequence[ClosedTrial], metric: str) -> NDArray[np.bool_]:
    """Return which trials have a fit that failed, or a score that is not finite.

    A race stops a candidate when its first fit fails.
    """
    failed = [
        not all(np.isfinite(_score(one, metric)) for one in trial.results)
        for trial in trials
    ]
    return np.array(failed, dtype=np.bool_)


def _score(result: SplitResult, name: str) -> float:
    found = result.test_scores
    if isinstance(found, Mapping):
        found = found.get(name, np.nan)
    failed = result.fit_error is not None or isinstance(found, ErrorScore)
    return np.nan if failed else float(found)


def _means(scores: FloatArray) -> FloatArray:
    # numpy warns where a mean of infinite scores is not a number
    with np.errstate(invalid="ignore"):
        return np.asarray(scores.mean(axis=1))


def _mean(trial: ClosedTrial, what: str) -> float:
    return float(np.mean([getattr(result, what) for result in trial.results]))
