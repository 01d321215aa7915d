"""The result of a failed fit, as scikit-learn records a fit that raised an error."""

from __future__ import annotations

from sk_hpo._compat.sklearn_scorer import scorers_of
from sk_hpo._compat.sklearn_search import num_samples, take_rows
from sk_hpo.evaluate.workplace import Unit
from sk_hpo.problem import Problem
from sk_hpo.trial import SplitResult

BEGINS, SINCE = "the fit with parameters ", " failed, since "


def failure(unit: Unit, cause: str) -> str:
    """Return a message that says which fit failed, and why."""
    return f"{BEGINS}{unit.params} on split {unit.split}{SINCE}{cause}"


def cause_of(text: str) -> str | None:
    """Return the cause in a message of `failure`; None for a traceback."""
    return text.rpartition(SINCE)[2] if text.startswith(BEGINS) else None


def failed(
    problem: Problem, unit: Unit, text: str, fit_time: float = 0.0
) -> SplitResult:
    """Return the result of a failed fit if `error_score` is a number."""
    assert not isinstance(problem.error_score, str)
    _, test = problem.splits[unit.split]
    X_test, _ = take_rows(problem.X, None, test)
    names = scorers_of(problem.scorer)
    error_score = problem.error_score
    scores = error_score if names is None else dict.fromkeys(names, error_score)
    return SplitResult(
        candidate=unit.candidate,
        split=unit.split,
        test_scores=scores,
        train_scores=scores if problem.return_train_score else None,
        n_test_samples=num_samples(X_test),
        fit_time=fit_time,
        score_time=0.0,
        fit_error=text,
    )
