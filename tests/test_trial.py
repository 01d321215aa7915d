"""The History tells what it was told, and hides what a suggestion may not know."""

import math

import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo.history import History
from sk_hpo.trial import SplitResult


def result(candidate, split, score, error=None):
    return SplitResult(candidate, split, score, None, 10, 0.1, 0.01, error)


def told(history, number, *scores):
    for split, score in enumerate(scores):
        history.tell(result(number, split, score))


def test_a_trial_is_complete_with_its_last_split():
    history = History(2)
    candidate = history.open({"a": 1}, {"why": "first"})
    assert history.missing(candidate) == [0, 1]
    assert history.tell(result(0, 1, 0.5)) is None
    assert history.missing(candidate) == [0]
    assert history.pending == [candidate]
    trial = history.tell(result(0, 0, 1.0))
    assert trial is history.trial(0)
    assert trial.value == 0.75
    assert trial.params == {"a": 1}
    assert [split.split for split in trial.results] == [0, 1]
    assert history.missing(candidate) == []
    assert history.pending == []
    assert history.n_results == 2


def test_trials_are_in_the_order_of_the_candidates():
    history = History(1)
    for number in range(3):
        history.open({"a": number})
    for number in (2, 0):
        told(history, number, 0.0)
    assert [trial.candidate.id for trial in history.trials] == [0, 2]
    assert history.n_trials == 2
    assert [candidate.id for candidate in history.pending] == [1]


@pytest.mark.parametrize("complete", [False, True])
def test_a_split_is_told_once(complete):
    history = History(1 if complete else 2)
    history.open({})
    history.tell(result(0, 0, 0.0))
    with pytest.raises(ValueError, match="candidate 0 already has a result on split 0"):
        history.tell(result(0, 0, 0.0))


def test_the_value_is_the_guiding_metric():
    scores = {"a": 0.25, "b": 0.5}
    for metric, value in ((None, 0.25), ("b", 0.5)):
        history = History(1, metric)
        history.open({})
        assert history.tell(result(0, 0, scores)).value == value


def test_the_value_of_a_failed_fit_is_nan_whatever_its_score():
    history = History(2)
    history.open({})
    history.tell(result(0, 0, 1.0))
    assert math.isnan(history.tell(result(0, 1, 0.0, "Traceback ...")).value)


def test_values_have_ten_significant_digits():
    history = History(1)
    for number, score in enumerate((1 / 3, 1 / 3 + 1e-12, -1e-7 / 3)):
        history.open({})
        told(history, number, score)
    values = [trial.value for trial in history.trials]
    assert values == [0.3333333333, 0.3333333333, -3.333333333e-08]


def test_a_trial_is_shown_in_one_line():
    history = History(2, races=True)
    steps = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=33))
    history.open({"C": 0.5, "kernel": "rbf"})
    history.open({"model": steps})
    told(history, 0, 0.5, 1.0)
    trial = history.complete(0)
    shown = "Trial(id=0, value=0.75, n_splits=2, params={'C': 0.5, 'kernel': 'rbf'})"
    assert repr(trial) == shown
    history.tell(result(1, 0, 0.25))
    stopped = history.stop(1, [0], 0.01, 0, 0.125)
    shown = repr(stopped)
    assert shown.startswith("StoppedTrial(id=1, estimate=0.5, n_splits=1, params={'mo")
    assert shown.endswith("...})")
    assert "\n" not in shown
    assert len(shown) < 150


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_a_suggestion_sees_trials_up_to_its_lag(lag):
    history = History(1)
    for number in range(4):
        history.open({"a": number})
        told(history, number, float(number))
    past = history.before(4, lag)
    n_done = 4 - lag + 1
    assert [trial.value for trial in past.trials] == list(range(n_done))
    assert [candidate.id for candidate in past.pending] == list(range(n_done, 4))


def test_a_suggestion_waits_for_what_it_may_depend_on():
    history = History(1)
    for _ in range(3):
        history.open({})
    told(history, 2, 0.0)
    assert history.before(3, 1) is None
    told(history, 0, 0.0)
    assert history.before(3, 2) is None
    past = history.before(3, 3)
    assert [trial.candidate.id for trial in past.trials] == [0]
    assert [candidate.id for candidate in past.pending] == [1, 2]
    assert history.before(4, 4) is None  # candidate 3 has not been opened


def test_the_best_before_a_candidate():
    history = History(1)
    for _ in range(6):
        history.open({})
    for number, score in ((0, math.nan), (1, 0.5), (2, 0.25), (4, 0.75)):
        told(history, number, score)
    best = [history.best_before(number) for number in (0, 1, 2, 3, 5, 6)]
    assert best == [-math.inf, -math.inf, 0.5, 0.5, 0.75, 0.75]
    told(history, 3, 1.0)
    best = [history.best_before(number) for number in range(6, -1, -1)]
    assert best == [1.0, 1.0, 1.0, 0.5, 0.5, -math.inf, -math.inf]
