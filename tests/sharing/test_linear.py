"""Linear models on a path: what cases can't say."""

import numpy as np
import pytest
from sklearn.cross_decomposition import PLSRegression
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    OrthogonalMatchingPursuit,
    Ridge,
    RidgeClassifier,
)

from sk_hpo.sharing.rule import DeclinedError, Training, rule_for
from sk_hpo.sharing.rules import ridge
from tests.sharing.data import TASKS

FAMILIES = {
    "ridge": [Ridge(alpha=a) for a in (0.0, 1e-8, 2, 1e3)],
    "svd": [Ridge(alpha=a, solver="svd", fit_intercept=False) for a in (0, 1e-8, 2.0)],
    "kernel": [KernelRidge(alpha=a, kernel="rbf") for a in (1e-3, 2.0)],
    "lasso": [Lasso(alpha=a) for a in (0.1, 2.0)],
    "elastic net": [
        ElasticNet(alpha=a, l1_ratio=r) for a in (0.1, 2) for r in (0.2, 1)
    ],
    "pursuit": [OrthogonalMatchingPursuit(n_nonzero_coefs=k) for k in (1, 3, 4)],
    "components": [PLSRegression(n_components=k) for k in (4, 1, 2)],
}
WEIGHED = ("ridge", "svd", "kernel", "lasso", "elastic net")
pytestmark = pytest.mark.filterwarnings("ignore")


def started(family, X, y, fit_params=None):
    return rule_for(family[0]).begin(family, Training(X, y, fit_params or {}))


def taken(path, estimator):
    estimator = type(estimator)(**estimator.get_params())
    path.take(estimator)
    return estimator


def assert_like_separate_fits(family, X, y, **fit_params):
    before = np.copy(X), np.copy(y)
    path = started(family, X, y, fit_params)
    for one in reversed(family):
        ours = taken(path, one)
        theirs = type(one)(**one.get_params()).fit(X, y, **fit_params)
        assert_same(vars(ours), vars(theirs), rounds=rule_for(one).rounds)
        for rows in (X, X[:7]):
            for name in ("predict", "decision_function"):
                if hasattr(theirs, name):
                    expected = getattr(theirs, name)(rows)
                    found = {
                        "own": getattr(ours, name)(rows),
                        "path": path.result(ours, name, rows),
                    }
                    rounds = rule_for(one).rounds
                    assert_same(found, dict.fromkeys(found, expected), rounds=rounds)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


def assert_same(ours, theirs, *, rounds):
    assert ours.keys() == theirs.keys()
    for name, expected in theirs.items():
        value = ours[name]
        assert type(value) is type(expected), name
        if not isinstance(expected, (np.ndarray, np.floating)):
            assert name == "_label_binarizer" or value == expected, name
            continue
        assert value.dtype == expected.dtype, name
        if rounds and expected.dtype.kind == "f":
            scale = np.abs(expected).max()
            np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-9 * scale)
        else:
            np.testing.assert_array_equal(value, expected, err_msg=name)


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("data", ["dense", "fortran", "two outputs", "column", "ties"])
@pytest.mark.in_turn
def test_attributes_are_those_of_a_separate_fit(name, data):
    assert_like_separate_fits(FAMILIES[name], *TASKS["regression"]()[data])


@pytest.mark.parametrize("name", WEIGHED)
@pytest.mark.parametrize("weight", [2.0, 1, "some"])
def test_weights(name, weight):
    X, y = TASKS["regression"]()["dense"]
    if weight == "some":
        weight = np.random.default_rng(0).integers(0, 3, len(y))
    assert_like_separate_fits(FAMILIES[name], X, y, sample_weight=weight)


@pytest.mark.parametrize("name", ["ridge", "svd", "kernel"])
@pytest.mark.parametrize("data", ["wide", "float32", "duplicates", "constants", "tiny"])
def test_same_bits_whatever_the_matrix(name, data):
    assert_like_separate_fits(FAMILIES[name], *TASKS["regression"]()[data])


@pytest.mark.parametrize("kind", ["binary", "classes", "multilabel", "integers"])
@pytest.mark.parametrize("class_weight", [None, "balanced"])
@pytest.mark.in_turn
def test_classes_and_labels(kind, class_weight):
    X, y = TASKS["classification"]()["two classes" if kind == "binary" else "dense"]
    if kind == "multilabel":
        y = np.column_stack([y == 0, y > 1, y == 2]).astype(int)
    if kind == "integers":
        X = np.round(X * 5).astype(int)
    alphas = (0.0, 1.0, 50.0)
    family = [RidgeClassifier(alpha=a, class_weight=class_weight) for a in alphas]
    assert_like_separate_fits(family, X, y)


@pytest.mark.parametrize("name", ["ridge", "svd", "kernel"])
def test_a_path_takes_penalties_that_it_was_not_started_for(name):
    X, y = TASKS["regression"]()["dense"]
    first, *others = FAMILIES[name]
    path = started([first], X, y)
    for one in others:
        assert path.covers(one)
        expected = type(one)(**one.get_params()).fit(X, y).predict(X)
        np.testing.assert_array_equal(taken(path, one).predict(X), expected)
    assert not path.covers(type(first)(alpha=np.array([1.0])))


@pytest.mark.parametrize(
    ("data", "tried"), [("dense", True), ("float32", False), ("two outputs", False)]
)
def test_lapack_is_tried_where_its_bits_may_be_those_of_scipy(data, tried, monkeypatch):
    asked, dposv = [], ridge.dposv

    def logged(A, B, **settings):
        asked.append(len(A))
        return dposv(A, B, **settings)

    monkeypatch.setattr(ridge, "dposv", logged)
    X, y = TASKS["regression"]()[data]
    path = started(FAMILIES["ridge"], X, y)
    for one in FAMILIES["ridge"]:
        taken(path, one)
    assert bool(asked) == tried


def test_a_penalty_for_each_target_is_solved_separately():
    X, y = TASKS["regression"]()["two outputs"]
    family = [Ridge(alpha=np.array([1.0, 2.0])), Ridge(alpha=1.0)]
    path = started(family, X, y)
    with pytest.raises(DeclinedError):
        taken(path, family[0])
    np.testing.assert_array_equal(
        taken(path, family[1]).coef_, Ridge(alpha=1.0).fit(X, y).coef_
    )


@pytest.mark.parametrize(
    "estimator",
    [
        Ridge(positive=True),
        Ridge(solver="lsqr"),
        KernelRidge(kernel="precomputed"),
        Lasso(selection="random"),
        Lasso(warm_start=True),
        Lasso(tol=1e-14),
        Lasso(precompute=np.eye(3)),
        OrthogonalMatchingPursuit(tol=1.0),
    ],
    ids=repr,
)
def test_what_parameters_rule_out(estimator):
    assert rule_for(estimator).why_separate(estimator.get_params(deep=False))


@pytest.mark.parametrize("name", ["lasso", "elastic net", "pursuit"])
def test_single_precision_is_not_rounded_twice(name):
    X, y = TASKS["regression"]()["float32"]
    with pytest.raises(DeclinedError):
        started(FAMILIES[name], X, y)


@pytest.mark.parametrize("name", ["ridge", "svd", "lasso", "elastic net"])
def test_sparse_data(name):
    with pytest.raises(DeclinedError):
        started(FAMILIES[name], *TASKS["regression"]()["sparse"])


def test_wide_data_have_too_large_a_gram_matrix():
    with pytest.raises(DeclinedError):
        started(FAMILIES["lasso"], *TASKS["regression"]()["wide"])


def test_a_pursuit_that_stops_early():
    X, _ = TASKS["regression"]()["dense"]
    with pytest.raises(RuntimeWarning):
        started(FAMILIES["pursuit"], X, 3 * X[:, 0])


def test_a_descent_that_does_not_converge_is_left_to_a_separate_fit():
    X, y = TASKS["regression"]()["dense"]
    family = [Lasso(alpha=a, max_iter=1) for a in (0.1, 1e6)]
    path = started(family, X, y)
    with pytest.raises(UserWarning):
        taken(path, family[0])
    assert not taken(path, family[1]).coef_.any()


def test_outputs_as_frames_are_left_to_separate_fits():
    family = [
        PLSRegression(n_components=k).set_output(transform="pandas") for k in (1, 2)
    ]
    with pytest.raises(DeclinedError):
        started(family, *TASKS["regression"]()["dense"])


def test_components_transform_as_a_separate_fit_does():
    X, y = TASKS["regression"]()["dense"]
    family = FAMILIES["components"]
    path = started(family, X, y)
    for one in family:
        ours, theirs = taken(path, one), type(one)(**one.get_params()).fit(X, y)
        np.testing.assert_allclose(ours.transform(X[:9]), theirs.transform(X[:9]))
        both = path.result(ours, "fit_transform", X)
        for mine, expected in zip(both, theirs.transform(X, y), strict=True):
            np.testing.assert_allclose(mine, expected)
