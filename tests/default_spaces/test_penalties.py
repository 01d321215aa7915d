"""The ranges of penalties follow the units and the number of the data."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.cross_decomposition import CCA
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    Lasso,
    LogisticRegression,
    MultiTaskLasso,
    OrthogonalMatchingPursuit,
    PoissonRegressor,
    QuantileRegressor,
    Ridge,
    SGDRegressor,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC

from sk_hpo import default_space

X, y = load_diabetes(return_X_y=True)
X = StandardScaler().fit_transform(X)


def _ends(space, name):
    """Return the ends of a range; of several alternatives, of the first that has it."""
    alternatives = [space] if isinstance(space, dict) else space
    values = next(one[name] for one in alternatives if name in one)
    return np.array(values.support())


# The own settings are in both ranges, and so do not widen them.
@pytest.mark.parametrize(
    ("estimator", "name", "power"),
    [
        (Ridge(), "alpha", 2),
        (LinearSVC(), "C", -2),
        (LogisticRegression(), "C", -2),
        (Lasso(), "alpha", 1),
        (HuberRegressor(alpha=0.5), "alpha", 2),
    ],
)
def test_a_penalty_has_the_unit_of_the_columns(estimator, name, power):
    classes = (y > np.median(y)).astype(int)
    targets = classes if hasattr(estimator, "C") else y
    as_given = _ends(default_space(estimator, X, targets), name)
    wider = _ends(default_space(estimator, 3 * X, targets), name)
    np.testing.assert_allclose(wider, as_given * 3.0**power, rtol=0.1)


@pytest.mark.parametrize(
    ("estimator", "name", "power"),
    [
        (SVR(C=100.0, epsilon=1.0), "C", 1),
        (SVR(C=100.0, epsilon=1.0), "epsilon", 1),
        (LinearSVR(C=10.0), "C", 1),
        (LinearSVR(C=1.0, loss="squared_epsilon_insensitive"), "C", 0),
        (LinearSVR(C=1.0), "epsilon", 1),
        (Lasso(alpha=5.0), "alpha", 1),
        (Ridge(), "alpha", 0),
        (PoissonRegressor(alpha=5.0), "alpha", 1),
        (HuberRegressor(alpha=0.01), "alpha", -1),
    ],
)
def test_a_penalty_has_the_unit_of_the_target(estimator, name, power):
    as_given = _ends(default_space(estimator, X, y), name)
    wider = _ends(default_space(estimator, X, 4 * y), name)
    np.testing.assert_allclose(wider, as_given * 4.0**power, rtol=0.1)


@pytest.mark.parametrize(
    "estimator",
    [
        Lasso(alpha=0.1),
        QuantileRegressor(alpha=0.1),
        QuantileRegressor(alpha=0.1, quantile=0.8),
        MultiTaskLasso(alpha=0.1),
    ],
)
def test_the_greatest_absolute_penalty_leaves_no_coefficients(estimator):
    targets = np.stack([y, y[::-1]], axis=1) if "Multi" in str(estimator) else y
    low, high = _ends(default_space(estimator, X, targets), "alpha")
    null = clone(estimator).set_params(alpha=1.1 * high).fit(X, targets)
    some = clone(estimator).set_params(alpha=0.7 * high).fit(X, targets)
    assert not null.coef_.any()
    assert some.coef_.any()
    assert low < 1e-3 * high


def test_the_least_c_of_an_absolute_penalty_leaves_no_coefficients():
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    # the same in all versions: until 1.7 the penalty has another name
    is_old = LogisticRegression().penalty == "l2"
    name = {"penalty": "l1"} if is_old else {"l1_ratio": 1.0}
    estimator = LogisticRegression(solver="liblinear", **name)
    space = default_space(estimator, X, y)
    low, _ = _ends(space, "C")
    assert space.keys() == {"C"}
    # a split has half of the rows, and the intercept of liblinear is penalised
    half = len(y) // 2
    null = clone(estimator).set_params(C=0.4 * low).fit(X[:half], y[:half])
    some = clone(estimator).set_params(C=4 * low).fit(X[:half], y[:half])
    assert not null.coef_.any()
    assert some.coef_.any()


def test_a_mixed_penalty_has_a_share():
    is_old = LogisticRegression().penalty == "l2"
    name = {"penalty": "elasticnet"} if is_old else {}
    mixed = LogisticRegression(solver="saga", l1_ratio=0.3, **name)
    assert default_space(mixed, X, y > 100).keys() == {"C", "l1_ratio"}
    assert default_space(ElasticNet(), X, y).keys() == {"alpha", "l1_ratio"}


@pytest.mark.parametrize(
    "estimator",
    [
        LogisticRegression(penalty=None),
        LogisticRegression(C=np.inf),
        Ridge(alpha=np.array([1.0, 2.0])),
        KernelRidge(alpha=np.array([1.0, 2.0])),
        OrthogonalMatchingPursuit(tol=1.0),
    ],
)
def test_what_has_no_single_penalty_is_not_searched(estimator):
    assert default_space(estimator, X, y) == {}


def test_a_great_target_does_not_narrow_a_mixed_penalty_to_nothing():
    """The squared part has no unit, so it decides if the absolute one is great."""
    low, high = _ends(default_space(ElasticNet(), X, 1e6 * y), "alpha")
    assert low < 0.01
    assert high > 1


@pytest.mark.parametrize("estimator", [Ridge(), Lasso(), LinearSVC()])
def test_sparse_data_have_the_ranges_of_dense_ones(estimator):
    dense = np.where(abs(X) > 1, X, 0.0)
    targets = y > 100 if isinstance(estimator, LinearSVC) else y
    assert repr(default_space(estimator, csr_matrix(dense), targets)) == repr(
        default_space(estimator, dense, targets)
    )


def test_constant_columns_do_not_count():
    more = np.hstack([X, np.ones((len(X), 30))])
    assert repr(default_space(Ridge(), more, y)) == repr(default_space(Ridge(), X, y))


@pytest.mark.parametrize("estimator", [LogisticRegression(), HuberRegressor()])
def test_more_iterations_are_offered_for_columns_that_are_not_scaled(estimator):
    targets = y > 100 if isinstance(estimator, LogisticRegression) else y
    unlike = X * np.geomspace(1, 1000, X.shape[1])
    assert "max_iter" not in default_space(estimator, X, targets)
    for slow in (unlike, X + 100, 1e-3 * X):
        space = default_space(estimator, slow, targets)
        assert min(space["max_iter"]) == estimator.max_iter
        assert len(space["max_iter"]) == 2


def test_steps_that_diverge_are_few():
    space = default_space(SGDRegressor(), 100 * X, y)
    longest = 2 / (100**2 * (X**2).sum(axis=1).max())
    assert [eta for eta in space["eta0"] if eta > longest] == [0.01]


def test_nu_is_feasible_for_classes_that_differ_in_size():
    few = (y > np.quantile(y, 0.9)).astype(int)
    estimator = NuSVC(nu=0.1)
    nus = [one["nu"] for one in default_space(estimator, X, few)]
    NuSVC(nu=max(nus[0])).fit(X, few)
    assert all(0.1 in listed for listed in nus)


def test_a_kernel_that_was_chosen_is_kept():
    for estimator in (SVC(kernel="poly"), KernelRidge(kernel="poly")):
        targets = y > 100 if isinstance(estimator, SVC) else y
        found = default_space(estimator, X, targets)
        assert all("kernel" not in one for one in found)
        assert any("gamma" in one for one in found)
    assert default_space(KernelRidge(kernel="cosine"), X, y).keys() == {"alpha"}
    assert default_space(SVC(kernel="linear"), X, y > 100).keys() == {"C"}


def test_a_linear_kernel_is_not_tried_on_columns_that_are_not_alike():
    def kernels(X):
        found = default_space(SVC(), X, y > 100)
        return {kernel for one in found for kernel in one["kernel"]}

    assert kernels(X) == {"rbf", "linear"}
    assert kernels(X * np.geomspace(1, 1000, X.shape[1])) == {"rbf"}


def test_the_solver_of_lda_that_was_chosen_is_kept():
    found = default_space(LinearDiscriminantAnalysis(solver="lsqr"), X, y > 100)
    assert [one.get("solver") for one in found] == [["lsqr"], None]
    assert "shrinkage" in found[1]
    fixed = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.2)
    assert default_space(fixed, X, y > 100).keys() == {"shrinkage"}


def test_columns_that_earlier_steps_may_leave_out_are_not_counted_on():
    name = "n_nonzero_coefs"
    alone = default_space(OrthogonalMatchingPursuit(), X, y)[name]
    reduced = make_pipeline(PCA(), OrthogonalMatchingPursuit())
    found = default_space(reduced, X, y)
    after = found[0][f"orthogonalmatchingpursuit__{name}"]
    assert max(alone[1:]) == X.shape[1]
    assert max(after[1:]) <= min(found[1]["pca__n_components"])


def test_components_are_no_more_than_targets():
    several = np.stack([y, y[::-1], y**2], axis=1)
    assert default_space(CCA(), X, several) == {"n_components": [1, 2, 3]}
