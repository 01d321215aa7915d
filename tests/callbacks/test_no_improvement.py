"""NoImprovement: what counts as an improvement."""

import pytest
from scipy.stats import loguniform
from sklearn.datasets import load_diabetes
from sklearn.svm import SVR

from sk_hpo import RandomSearchCV2, StoppedTrial, Trial
from sk_hpo.callbacks import NoImprovement
from tests.callbacks.searches import grid, n_evaluated

failing = pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.FitFailedWarning",
    "ignore:One or more of the test scores are non-finite:UserWarning",
)


@pytest.mark.parametrize(
    ("scores", "candidates", "n"),
    [
        ([0.5, 0.4, 0.3, 0.2, 0.9], 3, 4),
        ([0.5, 0.4, 0.3, 0.6, 0.2, 0.2, 0.2, 0.9], 3, 7),
        ([0.1, 0.2, 0.3, 0.4, 0.5], 1, 5),
        ([0.5, 0.5, 0.9], 1, 2),  # as good is not better
        ([-3, -2, -2.5, -1], 2, 4),  # greater is better
        ([-1, -2, -3, -0.5], 2, 3),
        ([0.5] * 20, 20, 20),  # the first is better than none
        ([0.5] * 30, 20, 21),
        ([0.5] * 3, 20, 3),
    ],
)
def test_it_stops_after_so_many_that_are_not_better(scores, candidates, n):
    assert n_evaluated(scores, NoImprovement(candidates)) == n


def test_the_default_waits_for_20():
    assert n_evaluated([0.5] * 30, NoImprovement()) == 21


@pytest.mark.parametrize(("tolerance", "n"), [(0.0, 6), (0.05, 6), (0.15, 3)])
def test_less_than_the_tolerance_is_no_improvement(tolerance, n):
    scores = [0.5, 0.51, 0.6, 0.6, 0.6, 0.6]
    callback = NoImprovement(3 if tolerance < 0.1 else 2, tolerance)
    assert n_evaluated(scores, callback) == n


def test_small_steps_add_up():
    """Compared is with the best before all of the latest, not with the last."""
    scores = [0.5 + 0.02 * k for k in range(12)]
    assert n_evaluated(scores, NoImprovement(5, tolerance=0.05)) == 12
    assert n_evaluated(scores, NoImprovement(2, tolerance=0.05)) == 3


@failing
def test_failed_candidates_are_no_improvement():
    assert n_evaluated([0.5, None, 0.4, None, 0.9], NoImprovement(3)) == 4


@failing
def test_nor_is_a_numeric_error_score_however_high():
    scores = [0.5, None, 0.4, None, 0.9]
    assert n_evaluated(scores, NoImprovement(3), error_score=1.0) == 4


@failing
def test_a_score_after_failures_only_is_an_improvement():
    assert n_evaluated([None, None, 0.1, 0.0, 0.0, 0.2], NoImprovement(3)) == 6


def test_the_metric_is_the_one_that_guides():
    def scoring(estimator, X, y):
        score = estimator.score(X, y)
        return {"up": score, "down": -score}

    scores = [0.1, 0.2, 0.3, 0.4]
    for metric, n in (("up", 4), ("down", 3)):
        found = grid(scores, NoImprovement(2), scoring=scoring, refit=metric)
        assert len(found.trials) == n


def test_candidates_that_racing_stopped_count():
    X, y = load_diabetes(return_X_y=True)
    X, y = 20 * X[:120], (y[:120] - 150) / 75
    space = {"C": loguniform(1e-3, 1e2), "gamma": loguniform(1e-4, 1)}
    rule, calls = NoImprovement(5), []

    def callback(trial, search):
        calls.append((trial, rule(trial, search)))
        return calls[-1][1]

    search = RandomSearchCV2(
        SVR(), space, n_iter=30, random_state=0, racing=True, cv=8, callback=callback
    ).fit(X, y)
    # later candidates that are complete then are heard of too
    end = next(number for number, (_, stops) in enumerate(calls) if stops)
    trials = [trial for trial, _ in calls[: end + 1]]
    assert [trial.candidate.id for trial in trials] == list(range(end + 1))
    assert end < 29
    assert any(isinstance(trial, StoppedTrial) for trial in trials[-5:])
    best = max(trial.value for trial in trials[:-5] if isinstance(trial, Trial))
    assert not any(trial.value > best for trial in trials[-5:])
    assert search.best_score_ >= best
