import numpy as np
import pytest
from scipy import sparse
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    ShuffleSplit,
    TimeSeriesSplit,
)

from sk_hpo import GradSearchCV
from sk_hpo.gradients.criteria.squared_error import SquaredError
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.kernels import left_out, splits
from sk_hpo.gradients.kernels.functions import KERNELS
from sk_hpo.gradients.models import kernel_ridge as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import data, inner_maps
from tests.gradients.through_inputs import check_inputs

SETTINGS = {"gamma": 0.2, "coef0": 0.7, "degree": 2}


def positive(n=40, p=3):
    X, y, s = data(n, p)
    return np.abs(X) / 2 + 0.1, y, s


@pytest.mark.parametrize("weighted", [False, True], ids=["", "weights"])
@pytest.mark.parametrize("kernel", sorted(set(KERNELS) - {"precomputed"}))
def test_derivative_in_the_inputs(kernel, weighted):
    X, y, s = positive()
    estimator = KernelRidge(kernel=kernel, **SETTINGS)
    theta = {"alpha": 0.5, **{k: SETTINGS[k] for k in KERNELS[kernel].parameters}}
    check_inputs(model, estimator, X, y, theta, s if weighted else None)


def test_derivative_in_the_inputs_of_several_targets():
    X, y, s = positive()
    Y = np.column_stack([y, y**2, -y])
    theta = {"alpha": 0.5, "gamma": 0.2}
    check_inputs(model, KernelRidge(kernel="rbf"), X, Y, theta, s)


@pytest.mark.parametrize("kernel", ["rbf", "laplacian", "cosine", "sigmoid"])
def test_sparse_inputs_have_the_derivative_of_dense_ones(kernel):
    X, _, _ = positive()
    W = np.random.default_rng(0).normal(size=(len(X), len(X)))
    found = []
    for rows in (X, sparse.csr_matrix(X)):
        base = KERNELS[kernel].base(rows)
        K = KERNELS[kernel].value(base, SETTINGS)
        found.append(KERNELS[kernel].inputs_vjp(W, rows, base, K, SETTINGS))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "cv",
    [
        KFold(4),
        KFold(3, shuffle=True, random_state=1),
        ShuffleSplit(3, random_state=0),
        ShuffleSplit(3, train_size=0.5, test_size=0.2, random_state=0),
        TimeSeriesSplit(3),
    ],
)
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weights"])
def test_splits_taken_out_of_one_inverse_are_separate_fits(cv, weighted):
    X, y, s = data(60, 4)
    s[::7] = 0
    given = {"sample_weight": s} if weighted else {}
    estimator, theta = KernelRidge(kernel="rbf"), {"alpha": 0.1, "gamma": 0.05}
    pairs = list(cv.split(X))
    splits = splits_of(Steps.of(estimator), CVData(X, y, pairs, given))
    for (train, test), inner in zip(
        pairs, model.inner_maps(estimator, splits), strict=True
    ):
        w = inner.fit(theta, None, 0.0)
        real = KernelRidge(kernel="rbf", **theta)
        real.fit(X[train], y[train], s[train] if weighted else None)
        np.testing.assert_allclose(
            inner.predict(w, theta), real.predict(X[test]), rtol=1e-8
        )
        np.testing.assert_allclose(inner.residual(w, theta), 0, atol=1e-9)


def test_rows_that_are_trained_on_and_tested():
    X, y, _ = data()
    pairs = [(np.arange(30), np.arange(20, 40)), (np.arange(40), np.arange(40))]
    estimator, theta = KernelRidge(kernel="rbf"), {"alpha": 0.1, "gamma": 0.05}
    splits = splits_of(Steps.of(estimator), CVData(X, y, pairs))
    for (train, test), inner in zip(
        pairs, model.inner_maps(estimator, splits), strict=True
    ):
        real = KernelRidge(kernel="rbf", **theta).fit(X[train], y[train])
        found = inner.predict(inner.fit(theta, None, 0.0), theta)
        np.testing.assert_allclose(found, real.predict(X[test]), rtol=1e-9)


def test_kernels_that_are_not_definite():
    X, y, _ = positive()
    estimator = KernelRidge(kernel="additive_chi2")
    for n_splits in (1, 3):
        for inner in inner_maps(model, estimator, X, y)[:n_splits]:
            w = inner.fit({"alpha": 0.3}, None, 0.0)
            np.testing.assert_allclose(inner.residual(w, {"alpha": 0.3}), 0, atol=1e-8)


def test_a_kernel_of_the_user():
    X, y, _ = data()
    theta = {"alpha": 0.3}
    own = KernelRidge(
        kernel=lambda x, y, width: np.exp(-width * ((x - y) ** 2).sum()),
        kernel_params={"width": 0.1},
    )
    assert model.declines(own) is None
    assert model.parameters(own) == {"alpha": 1}
    known = KernelRidge(kernel="rbf", gamma=0.1)
    first, second = (
        differentiate(inner_maps(model, e, X, y), SquaredError(), theta, ["alpha"])
        for e in (own, known)
    )
    assert first.value == pytest.approx(second.value, rel=1e-9)
    assert first.gradient == pytest.approx(second.gradient, rel=1e-8)


def test_the_kernel_and_the_inverse_are_made_once_for_all_splits(monkeypatch):
    X, y, _ = data()
    maps = inner_maps(model, KernelRidge(kernel="rbf"), X, y)
    made = []
    inverse = left_out.inverse_of
    monkeypatch.setattr(
        left_out, "inverse_of", lambda A: made.append(len(A)) or inverse(A)
    )
    theta = {"alpha": 0.3, "gamma": 0.1}
    differentiate(maps, SquaredError(), theta, list(theta))
    assert made == [40]
    gram = maps[0].gram
    assert all(inner.gram is gram for inner in maps)
    np.testing.assert_allclose(gram.value(theta), rbf_kernel(X, gamma=0.1), rtol=1e-12)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"kernel": "own"}, "own"),
        ({"alpha": np.array([1.0, 2.0])}, "not one per target"),
    ],
)
def test_settings_that_are_not_supported(settings, reason):
    assert reason in model.declines(KernelRidge(**settings))


def test_data_that_are_not_served(monkeypatch):
    X, y, _ = data()
    with np.errstate(all="ignore"):
        inner, *_ = inner_maps(model, KernelRidge(), X * 1e200, y)
    with pytest.raises(NotDifferentiableError, match="not finite"):
        inner.fit({"alpha": 1.0}, None, 0.0)
    monkeypatch.setattr(splits, "MOST_NUMBERS", 1000)
    with pytest.raises(NotDifferentiableError, match="memory"):
        inner_maps(model, KernelRidge(), X, y)


def test_a_search_of_both_parameters_is_as_good_as_a_fine_grid():
    X, y, _ = data(60, 3)
    cv = KFold(4, shuffle=True, random_state=0)
    search = GradSearchCV(
        KernelRidge(kernel="rbf", gamma=0.1),
        {"alpha": (1e-3, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")},
        cv=cv,
        random_state=0,
        refit=False,
    ).fit(X, y)
    grid = GridSearchCV(
        KernelRidge(kernel="rbf"),
        {"alpha": np.geomspace(1e-3, 1e2, 6), "gamma": np.geomspace(1e-4, 1e1, 6)},
        cv=cv,
        refit=False,
    ).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert len(path.steps) < 30
    assert len(search.trials) <= 2
    assert search.best_score_ > grid.best_score_ - 1e-3


def test_a_precomputed_kernel_is_the_kernel_of_its_rows():
    X, y, _ = data(60, 3)
    space = {"alpha": (1e-3, 1e2, "log-uniform")}
    found = []
    for kernel, rows in (("precomputed", rbf_kernel(X, gamma=0.1)), ("rbf", X)):
        estimator = KernelRidge(kernel=kernel, gamma=0.1)
        search = GradSearchCV(estimator, space, cv=KFold(4), refit=False).fit(rows, y)
        assert [path.exact for path in search.descents] == [True]
        found.append((search.best_params_["alpha"], search.best_score_))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6)


def test_parts_of_a_precomputed_kernel_are_rejected():
    X, y, _ = data()
    estimator = KernelRidge(kernel="precomputed")
    with pytest.raises(NotDifferentiableError, match="square"):
        inner_maps(model, estimator, X, y)
    K = rbf_kernel(X)
    pairs = [(np.arange(30), np.arange(20, 30))]
    splits = splits_of(Steps.of(estimator), CVData(K, y, pairs))
    with pytest.raises(NotDifferentiableError, match="no row that they train on"):
        model.inner_maps(estimator, splits)
    with pytest.raises(NotDifferentiableError, match="no derivative in X"):
        check_inputs(model, estimator, K, y, {"alpha": 1.0})
