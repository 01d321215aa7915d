"""Support vector machines: fits on a kernel that is given have libsvm's own bits."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.svm import SVC, SVR

from sk_hpo.sharing.rule import DeclinedError, Training
from sk_hpo.sharing.rules import svm
from tests.sharing.case import Case
from tests.sharing.data import TASKS
from tests.sharing.equal import compare

FITTED = ("dual_coef_", "support_", "support_vectors_", "intercept_", "n_iter_")


def path_of(family, X, y, **fit_params):
    return svm.rule.begin([clone(one) for one in family], Training(X, y, fit_params))


@pytest.mark.parametrize("kind", ["dense", "ties", "duplicates", "wide", "float32"])
@pytest.mark.parametrize("shift", [0.0, 5.0])
@pytest.mark.in_turn
def test_the_fits_are_the_same_bit_for_bit(kind, shift):
    X, y = TASKS["classification"]()[kind]
    X = X + shift
    family = [SVC(C=C, gamma=g) for g in ("scale", 0.01, 0.3) for C in (1.0, 50.0)]
    path = path_of(family, X, y)
    for one in family:
        theirs, ours = clone(one).fit(X, y), clone(one)
        path.take(ours)
        assert vars(ours).keys() == vars(theirs).keys()
        for name in FITTED:
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
        np.testing.assert_array_equal(
            ours.decision_function(X), theirs.decision_function(X)
        )


def test_positive_weights_share_and_zero_weights_decline():
    X, y = TASKS["regression"]()["dense"]
    weights = np.random.default_rng(0).uniform(0.5, 2.0, len(y))
    case = Case(SVR(), {"C": [1.0, 10.0]})
    compare(case, X, y, fit_params={"sample_weight": weights})
    weights[3] = 0.0
    with pytest.raises(DeclinedError, match="zero weight"):
        path_of([SVR(C=1.0), SVR(C=2.0)], X, y, sample_weight=weights)


def test_declines_where_the_kernel_can_not_be_known():
    X, y = TASKS["classification"]()["dense"]
    one = SVC(gamma=1.0)
    path = path_of([one, SVC(gamma=2.0)], X + 1e6, y)
    with pytest.raises(DeclinedError, match="rounding"):
        path.take(one)


def test_declines_what_takes_too_much_memory():
    X = np.zeros((3000, 2))
    with pytest.raises(DeclinedError, match="memory"):
        path_of([SVC(C=1.0), SVC(C=2.0)], X, np.arange(3000) % 2)


@pytest.mark.parametrize("changes", [{"kernel": "linear"}, {"verbose": True}])
def test_declines_by_parameters(changes):
    assert svm.rule.why_separate(SVC(**changes).get_params())
    for shared in (SVC(), SVR()):
        assert svm.rule.why_separate(shared.get_params()) is None


def test_only_rows_on_the_edge_between_two_classes_are_left_to_libsvm(monkeypatch):
    asked, own_labels = [], svm.inner.own_labels

    def logged(estimator, X):
        asked.extend(X.tolist())
        return own_labels(estimator, X)

    monkeypatch.setattr(svm.inner, "own_labels", logged)
    X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), [0, 0, 1, 1]
    estimator = SVC(gamma=1.0)
    path = path_of([estimator, SVC(gamma=2.0)], X, y)
    path.take(estimator)
    labels = path.result(estimator, "predict", np.array([[-0.5], [0.0], [0.5]]))
    assert labels[[0, 2]].tolist() == [0, 1]
    assert asked == [[0.0]]
