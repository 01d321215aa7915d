"""The profiled log loss: margins have no scale and no offset of their own."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.metrics import get_scorer, log_loss
from sklearn.svm import SVC, LinearSVC

from sk_hpo.gradients.criteria.smooth_loss_of_logits import SmoothLogLoss
from sk_hpo.gradients.criteria.smooth_loss_of_margins import (
    BalancedProfiledLogLoss,
    ProfiledLogLoss,
)
from sk_hpo.gradients.scoring.calibrate import OFFSET, RIDGE
from tests.gradients.problems import criterion_for

RNG = np.random.default_rng(0)
CODES = RNG.integers(3, size=40)
S = RNG.uniform(0, 3, size=40)
PROBLEMS = {
    "two": ((CODES > 0) * 1.0, RNG.normal(size=40) + (CODES > 0)),
    "three": (np.eye(3)[CODES], 5 * RNG.normal(size=(40, 3)) + 4 * np.eye(3)[CODES]),
}
# of the pairs (0, 1), (0, 2), (1, 2)
PAIRS = np.array([[1, 1, np.nan], [0, np.nan, 1], [np.nan, 0, 0]])[CODES]
BOTH = [ProfiledLogLoss(), BalancedProfiledLogLoss()]
problems = pytest.mark.parametrize("problem", PROBLEMS)


@pytest.mark.parametrize("s", [None, S], ids=["alone", "weighted"])
@pytest.mark.parametrize("criterion", BOTH)
@pytest.mark.parametrize("y", [np.eye(3)[CODES], PAIRS], ids=["classes", "pairs"])
@pytest.mark.in_turn
def test_the_derivative_for_several_classes(criterion, s, y):
    u = PROBLEMS["three"][1]
    h = 1e-5

    def slope(i, j):
        step = np.zeros_like(u)
        step[i, j] = h
        return criterion.value(y, u + step, s) - criterion.value(y, u - step, s)

    expected = np.array([[slope(i, j) for j in range(3)] for i in range(40)]) / (2 * h)
    np.testing.assert_allclose(
        criterion.value_and_du(y, u, s)[1], expected, rtol=1e-5, atol=1e-9
    )


@problems
@pytest.mark.parametrize("s", [None, S], ids=["alone", "weighted"])
@pytest.mark.in_turn
def test_the_value_is_the_least_over_scales_and_offsets(problem, s):
    y, u = PROBLEMS[problem]
    labels = y if y.ndim == 1 else y.argmax(axis=1)
    a = np.full(40, 1 / 40) if s is None else s / s.sum()
    v = np.mean(a @ (u - a @ u) ** 2)

    def loss(c):
        z = c[0] * (u - a @ u) + (c[1] if u.ndim == 1 else c[1:])
        z = np.column_stack([0 * z, z]) if z.ndim == 1 else z
        P = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        plain = log_loss(labels, P, sample_weight=s)
        return plain + RIDGE * c[0] ** 2 * v + OFFSET * (c[1:] @ c[1:])

    least = minimize(loss, np.zeros(2 if u.ndim == 1 else 4), tol=1e-12).fun
    assert ProfiledLogLoss().value(y, u, s) == pytest.approx(least, rel=1e-7)


@problems
@pytest.mark.parametrize("criterion", BOTH)
def test_neither_scale_nor_offset_matters(problem, criterion):
    y, u = PROBLEMS[problem]
    expected = criterion.value(y, u)
    assert criterion.value(y, 1e4 * u + 70) == pytest.approx(expected, rel=1e-8)


@problems
@pytest.mark.parametrize("criterion", BOTH)
@pytest.mark.parametrize("of", [lambda y, u: 0 * u, lambda y, u: -y], ids=["0", "-y"])
def test_margins_that_say_nothing_or_the_opposite(problem, criterion, of):
    y, u = PROBLEMS[problem]
    u = of(y, u)
    least = criterion.value(y, 0 * u)
    assert criterion.value(y, u) == pytest.approx(least)
    np.testing.assert_array_equal(criterion.value_and_du(y, u)[1], 0)


@problems
def test_rows_told_apart_or_of_one_class_have_a_finite_loss(problem):
    y, u = PROBLEMS[problem]
    for criterion in BOTH:
        assert 0 < criterion.value(y, y + 1e-3 * u) < 0.1
        assert 0 < criterion.value(np.ones_like(y) * y[0], u) < 0.01
        assert np.isfinite(criterion.value_and_du(np.ones_like(y) * y[0], u)[1]).all()


def test_margins_that_overflow_are_told_by_nan():
    y, u = PROBLEMS["two"]
    with np.errstate(all="ignore"):  # as in a descent
        assert np.isnan(ProfiledLogLoss().value(y, np.where(y == 1, np.inf, u)))


@pytest.mark.parametrize("s", [None, S], ids=["alone", "weighted"])
@pytest.mark.parametrize("criterion", BOTH)
def test_of_pairs_it_is_the_mean_of_two_classes(criterion, s):
    u = 5 * RNG.normal(size=(40, 3)) + 4 * np.nan_to_num(PAIRS)
    losses = []
    for y, column in zip(PAIRS.T, u.T, strict=True):
        asked = ~np.isnan(y)
        weights = None if s is None else s[asked]
        losses.append(criterion.value(y[asked], column[asked], weights))
    assert criterion.value(PAIRS, u, s) == pytest.approx(np.mean(losses), rel=1e-9)
    # nothing is told of a class that has no row
    without = CODES != 2
    expected = criterion.value(PAIRS[without, 0], u[without, 0])
    some = PAIRS[without] + [0, np.nan, np.nan]
    assert criterion.value(some, u[without]) == pytest.approx(expected, rel=1e-9)


def test_balanced_classes_weigh_the_same():
    y, u = PROBLEMS["three"]
    counts = y.sum(axis=0)
    s = y @ (1 / counts)
    expected = ProfiledLogLoss().value(y, u, s)
    assert BalancedProfiledLogLoss().value(y, u) == pytest.approx(expected)
    assert ProfiledLogLoss().value(y, u) != pytest.approx(expected)


@pytest.mark.parametrize("estimator", [RidgeClassifier(), LinearSVC(), SVC()])
def test_models_of_margins_have_it_in_place_of_their_scores(estimator):
    scorings = (None, "f1", "roc_auc", "average_precision", get_scorer("accuracy"))
    for scoring in scorings:
        assert type(criterion_for(estimator, scoring)) is ProfiledLogLoss
    balanced = criterion_for(estimator, "balanced_accuracy")
    assert type(balanced) is BalancedProfiledLogLoss
    assert criterion_for(estimator, "r2") is None
    assert criterion_for(estimator, "neg_log_loss") is None  # for want of probabilities


def test_models_of_probabilities_and_of_numbers_do_not():
    assert type(criterion_for(LogisticRegression(), None)) is SmoothLogLoss
    assert type(criterion_for(LogisticRegression(), "roc_auc")) is SmoothLogLoss
    assert criterion_for(Ridge(), "accuracy") is None
