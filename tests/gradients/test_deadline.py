"""Clocks here go on by a second whenever they are looked at."""

import itertools
from functools import partial
from threading import Barrier, Lock

import numpy as np
import pytest
from sklearn.datasets import make_classification, make_regression
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    LogisticRegression,
    MultiTaskLasso,
    PoissonRegressor,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, PowerTransformer
from sklearn.svm import SVC, LinearSVC, LinearSVR

from sk_hpo import GradSearchCV
from sk_hpo.gradients import deadline
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.deadline import (
    Deadline,
    TimeIsUpError,
    check_time,
    deadline_scope,
)
from sk_hpo.gradients.descent import descend as module
from sk_hpo.gradients.descent.descend import descend
from sk_hpo.gradients.descent.threads import splits_mapped
from tests.gradients.problems import row_splits

X, Y = make_regression(60, 8, n_informative=4, noise=20.0, random_state=0)
CLASSES = make_classification(60, 8, random_state=0)[1]
STRENGTH = {"C": (1e-3, 1e3, True)}


class Looks:
    """How often it is looked at, in any thread."""

    def __init__(self):
        self.n, self.lock = 0, Lock()

    def __call__(self):
        with self.lock:
            self.n += 1
            return float(self.n)


def path(estimator, y, ranges, *, scoring=None, **settings):
    problem = BilevelProblem.of(estimator, scoring)
    return descend(problem, CVData(X, y, row_splits(60)), ranges, **settings)


CASES = [
    (
        LogisticRegression(solver="saga", l1_ratio=0.5, penalty="elasticnet"),
        CLASSES,
        {**STRENGTH, "l1_ratio": (0.05, 1.0, False)},
        "neg_log_loss",
    ),
    (LogisticRegression(), CLASSES, STRENGTH, "neg_log_loss"),
    (ElasticNet(), Y, {"alpha": (1e-3, 1e2, True)}, None),
    (MultiTaskLasso(), np.column_stack([Y, Y**2]), {"alpha": (1e-3, 1e3, True)}, None),
    (HuberRegressor(), Y, {"alpha": (1e-3, 1e3, True)}, None),
    (PoissonRegressor(), np.abs(Y), {"alpha": (1e-3, 1e3, True)}, None),
    (LinearSVR(), Y / 100, STRENGTH, None),
    (LinearSVC(), CLASSES, STRENGTH, None),
    (SVC(), CLASSES, {**STRENGTH, "gamma": (1e-3, 1e1, True)}, None),
]


@pytest.mark.filterwarnings("ignore:.*penalty.* was deprecated:FutureWarning")
@pytest.mark.parametrize(
    ("estimator", "y", "ranges", "scoring"),
    CASES,
    ids=[type(case[0]).__name__ for case in CASES],
)
def test_a_step_is_broken_off_when_the_time_is_up(estimator, y, ranges, scoring):
    whole = Looks()
    all_steps = path(estimator, y, ranges, scoring=scoring, seconds=1e9, clock=whole)
    assert not all_steps.cut
    seconds = whole.n // 2
    clock = Looks()
    found = path(estimator, y, ranges, scoring=scoring, seconds=seconds, clock=clock)
    assert (found.reason, found.cut) == ("the time limit was reached", True)
    assert clock.n <= seconds + 3
    assert found.steps  # as far as it went, what it would have been
    for some, other in zip(found.steps, all_steps.steps, strict=False):
        assert (some.params, some.score) == (other.params, other.score)
    best = max(found.steps, key=lambda step: step.score)
    (end,) = found.ends
    assert end == pytest.approx(best.params, rel=1e-2)


def test_solvers_look_more_often_than_once_a_split():
    clock = Looks()
    found = path(
        LogisticRegression(),
        CLASSES,
        STRENGTH,
        scoring="neg_log_loss",
        seconds=1e9,
        clock=clock,
    )
    assert clock.n > 3 * len(found.steps) * len(row_splits(60))


def test_where_nothing_is_known_yet_it_has_no_end(monkeypatch):
    monkeypatch.setattr(module, "LEAST_OF_FIRST", 0.0)
    found = path(LogisticRegression(), CLASSES, STRENGTH, seconds=3.0, clock=Looks())
    assert (found.steps, found.ends, found.cut) == ((), (), True)
    assert "before the first step" in found.reason


def test_it_holds_in_threads():
    clock = Looks()
    run = partial(path, LogisticRegression(), CLASSES, STRENGTH, n_jobs=3, clock=clock)
    found = run(scoring="neg_log_loss", seconds=20.0)
    assert found.cut
    # of the two others each may look once more
    assert clock.n <= 20 + 3 + 2
    with splits_mapped(2) as in_threads, deadline_scope(Deadline(-1.0)):
        both = Barrier(2, timeout=60)

        def asked(_):
            both.wait()  # so that no thread has both
            return deadline.current()

        found = list(in_threads(asked, range(2)))
    assert len(set(map(id, found))) == 1
    assert found[0].is_over()


def test_predictions_of_scores_are_interrupted_too():
    """After the last step, the clock is read by predictions of scores only."""
    run = partial(path, LogisticRegression(), CLASSES, STRENGTH, scoring="accuracy")
    clock = Looks()
    whole = run(seconds=1e9, clock=clock)
    for seconds in (clock.n - 20, clock.n - 60):
        clock = Looks()
        found = run(seconds=seconds, clock=clock)
        assert found.cut
        assert found.judged
        assert clock.n <= seconds + 3
        assert len(found.steps) == len(whole.steps)


def test_transforms_of_rows_are_broken_off():
    estimator = make_pipeline(PowerTransformer(), PolynomialFeatures(2), ElasticNet())
    looks = itertools.count(1.0)
    ranges = {"elasticnet__alpha": (1e-3, 1e2, True)}
    found = path(estimator, Y, ranges, seconds=150.0, clock=looks.__next__)
    assert found.cut
    assert next(looks) <= 150 + 4


def test_what_is_before_the_first_step_is_broken_off_too():
    estimator = make_pipeline(PowerTransformer(), PolynomialFeatures(2), ElasticNet())
    looks = itertools.count(1.0)
    ranges = {"elasticnet__alpha": (1e-3, 1e2, True)}
    found = path(estimator, Y, ranges, seconds=2.0, clock=looks.__next__)
    assert (found.steps, found.cut) == ((), True)
    assert next(looks) <= 2 + 4


def test_no_deadline_is_none():
    check_time()
    with deadline_scope(Deadline(-1.0)):
        with pytest.raises(TimeIsUpError), deadline_scope(Deadline(-1.0)):
            check_time()
        with deadline_scope(None):
            check_time()
        with pytest.raises(TimeIsUpError):
            check_time()
    check_time()


def test_a_search_goes_on_without_gradient_where_nothing_was_known(monkeypatch):
    def at_once(*args, **settings):
        return descend(*args, **{**settings, "seconds": 3.0, "clock": Looks()})

    monkeypatch.setattr(module, "LEAST_OF_FIRST", 0.0)
    monkeypatch.setattr(module, "descend", at_once)
    space = {"C": (1e-3, 1e3, "log-uniform")}
    search = GradSearchCV(LogisticRegression(), space, n_iter=3, random_state=0)
    search.fit(X, CLASSES)
    assert len(search.trials) == 3
    assert [path.exact for path in search.descents] == [False, False]
