"""What is to be said of a search in a checkpoint file."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from sk_hpo.journal.saved_searches import Saved, saved_searches
from sk_hpo.results.results import FAILED, STOPPED
from sk_hpo.results.trial_results import results_of_trials


@dataclass(frozen=True)
class Summary:
    """A search in a checkpoint file, in few words.

    Parameters
    ----------
    name : str
        The name of its class.
    estimator : str
        The estimator as text, in one line.
    begun : str
        Date and time (UTC).
    n_done : int
        How many candidates are complete or stopped.
    n_candidates : int
        How many candidates it may evaluate at most; if that is not known, how many it
        has begun.
    n_stopped, n_lower, n_failed : int
        How many candidates racing has stopped, how many have a part of the resource,
        and how many failed.
    seconds : float
        The time of all fits of those candidates, with their scoring.
    metric : str
        The metric that guides the search, "score" if there is a single one.
    best_score : float or None
        The best mean score; None if no candidate has one.
    best_params : dict
        Its parameters.
    """

    name: str
    estimator: str
    begun: str
    n_done: int
    n_candidates: int
    n_stopped: int = 0
    n_lower: int = 0
    n_failed: int = 0
    seconds: float = 0.0
    metric: str = "score"
    best_score: float | None = None
    best_params: dict[str, Any] = field(default_factory=dict)


def summaries(path: str) -> list[Summary]:
    """Return the summaries of the searches in a file, in the order of their beginning.

    Raises
    ------
    OSError, ValueError
        If there is no such file, or it is not a checkpoint.
    """
    return [summary_of(saved) for saved in saved_searches(path)]


def summary_of(saved: Saved) -> Summary:
    """Return the summary of a search."""
    closed = saved.history.closed
    begun = len(saved.history.candidates)
    known: dict[str, Any] = {
        "name": saved.name,
        "estimator": " ".join(saved.estimator.split()),
        "begun": saved.begun,
        "n_done": len(closed),
        "n_candidates": max(begun, int(saved.settings.get("n_iter", begun))),
    }
    if not closed:
        return Summary(**known)
    guide = saved.settings.get("guided by")
    metric = None if guide is None else ast.literal_eval(guide)
    found = results_of_trials(closed, "checkpoint", metric)
    best = found.best
    fits = [result for trial in closed for result in trial.results]
    return Summary(
        **known,
        n_stopped=int((found.state == STOPPED).sum() - found.partial.sum()),
        n_lower=int(found.partial.sum()),
        n_failed=int((found.state == FAILED).sum()),
        seconds=sum(fit.fit_time + fit.score_time for fit in fits),
        metric=found.metric,
        best_score=None if best is None else float(found.means[found.metric][best]),
        best_params={} if best is None else found.params[best],
    )
