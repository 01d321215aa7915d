"""Errors of searches in which no candidate has a score."""

from __future__ import annotations

from typing import Any

from sk_hpo.history import History
from sk_hpo.search.session.time_spent import TimeSpent
from sk_hpo.search.session.why_no_score import Failure, failure_of
from sk_hpo.trial import Look, Trial

# Fewer candidates may fail by chance.
FEWEST = 5

SAME = (
    "The first {n} candidates have no score, all for the same reason, so the search "
    "was stopped: {cause}\n{advice} If fits succeed in another part of the space, pass "
    "points from there as initial_points, or search only that part.{rest}"
)
NONE = (
    "None of the {n} candidates has a score. For the first one, {cause}\n{advice}{rest}"
)
# If there are candidates that had part of a resource.
NONE_WITH_ALL = (
    "No candidate has a score with the whole resource. For the first one of {n} that "
    "had it, {cause}\n{advice}{rest}"
)
# If there is one candidate.
NOT_IT = "The only candidate has no score: {cause}\n{advice}{rest}"
KEPT = " The results so far are in cv_results_."
RECALLED = (
    " {} from the checkpoint and {} not run again: if the cause of their failure is "
    "fixed, use a new checkpoint file."
)
NOTHING_IN_TIME = (
    "no candidate was complete after timeout={!r} seconds: {} complete, and "
    "each candidate needs {}. {}. Set a longer timeout or use fewer splits"
)
# Added if candidates share fits.
ONE_BY_ONE = ", or share_fits=False, which completes one candidate after another"


# Added if candidates race.
FIRST_SPLITS = ", or racing=False (racing first evaluates all candidates on one split)"


class NoScoreError(ValueError):
    """No candidate of a search has a score."""


class NoScoreTypeError(NoScoreError, TypeError):
    """No candidate has a score because of a TypeError, such as for an X of strings.

    scikit-learn's estimator checks expect a TypeError then, which its own searches
    raise in their refit.
    """


def check_first_trials(trial: Trial | Look, history: History, search: Any) -> None:
    """Raise an error if the first candidates have all failed for the same reason.

    Parameters
    ----------
    trial : Trial
        The next trial, in the order of the candidates.
    history : History
    search : SuggestedSearch

    Raises
    ------
    NoScoreError
        If `trial` is the last of the first candidates, and none of them has a score.
    """
    n = max(FEWEST, search.n_points)
    if trial.candidate.id != n - 1:
        return
    first = history.complete_ones[:n]
    if first[-1] is not trial:
        return  # the time limit ended the search before some were complete
    failures = [failure_of(one, history, search) for one in first]
    if None not in failures and len({f.cause for f in failures if f}) == 1:
        _raise(SAME, n, failures[0], history)


def check_any_score(history: History, search: Any) -> None:
    """Raise an error if no trial has a score.

    Raises
    ------
    NoScoreError
        If there are trials, and none of them has a score.
    """
    # a score with part of a resource is none if those with all of it failed
    trials = history.trials or history.complete_ones
    failures = [failure_of(trial, history, search) for trial in trials]
    if failures and None not in failures:
        n = len(failures)
        text = NONE if n > 1 else NOT_IT
        if len(history.complete_ones) > n:
            text = NONE_WITH_ALL
        _raise(text, n, failures[0], history)


def check_any_complete(history: History, timeout: float, spent: TimeSpent) -> None:
    """Raise an error if no trial was complete when the time was up."""
    if not history.complete_ones:
        n_splits, done = history.n_splits, _fits(history.n_results, "was", "were")
        why = spent.on_what(history, timeout)
        text = NOTHING_IN_TIME.format(timeout, done, n_splits, why)
        text += ONE_BY_ONE * bool(history.together) + FIRST_SPLITS * history.races
        raise TimeoutError(text)


def _raise(text: str, n: int, failure: Failure | None, history: History) -> None:
    assert failure is not None
    rest = KEPT
    if n_recalled := history.n_recalled:
        were = "was" if n_recalled == 1 else "were"
        rest += RECALLED.format(_fits(n_recalled, "is", "are"), were)
    kind = NoScoreTypeError if failure.is_type_error else NoScoreError
    error = kind(
        text.format(n=n, cause=failure.cause, advice=failure.advice, rest=rest)
    )
    if failure.traceback is not None:
        error.add_note(failure.traceback)
    raise error


def _fits(n: int, one: str, several: str) -> str:
    """Return the number of fits with the form of a verb."""
    return f"1 fit {one}" if n == 1 else f"{n} fits {several}"
