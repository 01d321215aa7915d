"""Integers and symmetric data, where rounding would decide: scores are the same."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA, KernelPCA, TruncatedSVD
from sklearn.linear_model import ElasticNet, Lasso, OrthogonalMatchingPursuit
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, NuSVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2
from sk_hpo.sharing.rule import Training, rule_for
from sk_hpo.sharing.rule_helpers.eigen import Reduced, is_as_eigh
from sk_hpo.sharing.rules import svm
from sk_hpo.sharing.rules.elastic_net import GROWTH, has_few_values, offset
from tests.sharing.blas import needs_known_processor
from tests.sharing.equal import assert_same_table
from tests.sharing.test_rules import cases_of, names_in

pytestmark = pytest.mark.filterwarnings("ignore")


def integers(seed, n_values=3, n=48, p=5):
    """Rows of which many are as far from one another as others."""
    rng = np.random.default_rng(seed)
    X = rng.integers(0, n_values, (n, p)).astype(float)
    return X, X @ rng.integers(-2, 3, p) + rng.integers(-1, 2, n)


def rounded(estimator, X, y):
    """As accuracy, of numbers."""
    return np.mean(np.round(estimator.predict(X)) == y)


def at_least_0(estimator, X, y):
    return np.mean(estimator.predict(X) >= 0)


JUMPS = {
    "r2": "r2",
    "rounded": rounded,
    "at least 0": at_least_0,
    "mape": "neg_mean_absolute_percentage_error",
}


def assert_same_bits(estimator, grid, X, y, scoring=None):
    settings = {"cv": 3, "scoring": scoring, "refit": False}
    theirs = GridSearchCV(estimator, grid, **settings).fit(X, y)
    ours = GridSearchCV2(estimator, grid, **settings).fit(X, y)
    assert_same_table(ours.cv_results_, theirs.cv_results_, rounds=False)
    return ours


AFTER = {
    "neighbours": KNeighborsClassifier(3),
    "tree": DecisionTreeClassifier(random_state=0),
    "svc": SVC(kernel="linear"),
}
TRANSFORMERS = {
    "kernel": (KernelPCA(eigen_solver="dense"), ["linear", "rbf"]),
    "full": (PCA(svd_solver="full"), None),
    "covariance": (PCA(svd_solver="covariance_eigh"), None),
    "arpack": (PCA(svd_solver="arpack", random_state=0), None),
    "truncated": (TruncatedSVD(algorithm="arpack", random_state=0), None),
}


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("name", TRANSFORMERS)
# with ties that rounding decides
@pytest.mark.parametrize(
    "seed", [4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (11, 25, 31))]
)
@pytest.mark.in_turn
def test_what_jumps_after_components(name, after, seed):
    X, y = integers(seed)
    first, kernels = TRANSFORMERS[name]
    pipeline = make_pipeline(first, AFTER[after])
    step = pipeline.steps[0][0]
    grid = {f"{step}__n_components": [1, 2, 3]}
    if kernels:
        grid[f"{step}__kernel"] = kernels
    assert_same_bits(pipeline, grid, X, y > np.median(y))


MODELS = {
    "pursuit": (OrthogonalMatchingPursuit(), {"n_nonzero_coefs": [1, 2, 3]}),
    "components": (PLSRegression(), {"n_components": [1, 2, 3]}),
    "machine": (SVR(), {"C": [0.5, 1.0, 10.0], "gamma": ["scale", 0.5]}),
    "elastic net": (ElasticNet(), {"alpha": [0.05, 0.25, 0.5, 1 / 3]}),
    "lasso": (Lasso(fit_intercept=False), {"alpha": [0.05, 0.25, 0.5, 1.0]}),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize(
    "seed",
    [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))],
)
@pytest.mark.in_turn
def test_what_jumps_with_predictions(name, scaled, seed):
    X, y = integers(seed, n_values=2 + seed % 2, n=[9, 12, 18, 24][seed])
    model, grid = MODELS[name]
    if scaled:
        model = make_pipeline(StandardScaler(), model)
        grid = {f"{model.steps[1][0]}__{key}": values for key, values in grid.items()}
    assert_same_bits(model, grid, X, y, JUMPS)


ROUNDING = [n for n in names_in("rules") if any(c.rounds for c in cases_of(n))]


@pytest.mark.parametrize("name", ROUNDING)
def test_what_rounds_declines_where_it_would_jump(name):
    case = next(case for case in cases_of(name) if case.rounds)
    X, y = integers(0)
    assert rule_for(case.estimator).rounds
    assert case.task == "regression"
    ours = assert_same_bits(case.estimator, case.grid, X, y, JUMPS)
    assert "just what a scorer compares" in ours.sharing_report["reason"][0]


def test_all_that_rounds_has_a_case_that_says_so():
    from sk_hpo.registry import variants

    rules = variants("sk_hpo.sharing.rules")
    assert [name for name, one in rules.items() if one.rule.rounds] == ROUNDING


# Here labels would be those of another class if the kernel were not libsvm's.
ON_EDGE = {
    20: SVC(C=0.5),
    34: SVC(gamma=1 / 3),
    79: SVC(C=0.5),
    94: SVC(C=10.0, gamma=0.1),
    113: SVC(C=10.0),
}


def symmetric(seed):
    """Rows on both sides of a point, two classes; and rows on the plane between."""
    rng = np.random.default_rng(seed)
    n, p = int(rng.integers(4, 15)), int(rng.integers(2, 6))
    A, centre = rng.integers(0, 4, (n, p)).astype(float), rng.integers(0, 3, p)
    X = np.vstack([A + centre, centre - A])
    near = rng.integers(-3, 4, (40, p))
    return X, np.repeat([0, 1], n), np.vstack([np.tile(centre, (3, 1)), near + centre])


@pytest.mark.parametrize("seed", ON_EDGE)
def test_a_decision_value_of_nothing_but_rounding(seed):
    X, y, rows = symmetric(seed)
    one, other = ON_EDGE[seed], clone(ON_EDGE[seed]).set_params(C=3.0)
    path = svm.rule.begin([clone(one), other], Training(X, y))
    ours, theirs = clone(one), clone(one).fit(X, y)
    path.take(ours)
    edge = np.abs(theirs.decision_function(rows)) < 1e-12
    assert edge.any()
    np.testing.assert_array_equal(
        path.result(ours, "predict", rows), theirs.predict(rows)
    )


@pytest.mark.parametrize("labels", [2, 3, 5])
@pytest.mark.parametrize("kind", [SVC, NuSVC])
def test_votes_are_counted_as_libsvm_does(labels, kind):
    X, _ = integers(0, n_values=5, n=80)
    y = np.arange(80) % labels + 7
    family = [kind(gamma=0.1, tol=tol) for tol in (1e-3, 1e-2)]
    path = svm.rule.begin([clone(one) for one in family], Training(X, y))
    for one in family:
        ours = clone(one)
        path.take(ours)
        expected = clone(one).fit(X, y).predict(X + 0.5)
        found = path.result(ours, "predict", X + 0.5)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


def test_few_values():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 2))
    assert not has_few_values(X)
    assert not has_few_values(X[:, 0])
    assert has_few_values(np.round(X))
    assert has_few_values(np.round(X) / 3)
    X[:, 0] = np.arange(20)
    assert has_few_values(X[:, 0])
    assert not has_few_values(X)


@needs_known_processor
@pytest.mark.parametrize("n", [2, 3, 17, 64, 130])
@pytest.mark.parametrize("kind", ["numbers", "equal", "zero"])
def test_vectors_are_those_of_eigh(n, kind):
    from scipy.linalg import eigh

    rng = np.random.default_rng(n)
    K = {"numbers": rng.normal(size=(n, n)), "equal": np.eye(n), "zero": 0 * np.eye(n)}
    K = K[kind] + K[kind].T
    assert is_as_eigh(n)
    reduced = Reduced(K)
    for k in {1, min(4, n - 1), n - 1}:
        values, vectors = reduced.largest(k)
        expected = eigh(K, subset_by_index=(n - k, n - 1))
        np.testing.assert_array_equal(values, expected[0])
        np.testing.assert_array_equal(vectors, expected[1])
        assert vectors.flags.f_contiguous


def test_what_eigh_would_rescale_is_rejected():
    with pytest.raises(ArithmeticError):
        Reduced(np.eye(3) * 1e-200)


FAR = {
    "a field in metres": lambda X, y: (X + np.array([5e6, 0, 0, 0, 0]), y),
    "seconds of a minute": lambda X, y: (X + np.array([1e15, 0, 0, 0, 0]), y),
    "targets": lambda X, y: (X, y + 1e9),
}


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.in_turn
def test_what_rounds_declines_far_from_0(far, fit_intercept):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 5))
    X, y = FAR[far](X, X.sum(axis=1) + rng.normal(size=60))
    model = Lasso(fit_intercept=fit_intercept)
    ours = assert_same_bits(model, {"alpha": [0.01, 0.1]}, X, y)
    assert "so far from 0" in ours.sharing_report["reason"][0]


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("model", [Lasso, ElasticNet])
def test_what_is_shared_nearer_to_0_is_equal_to_1e_10(model, fit_intercept):
    rng = np.random.default_rng(0)
    far = 0.5 * (GROWTH if fit_intercept else GROWTH**0.5)
    X = rng.normal(size=(60, 5)) + far * np.eye(5)[0]
    y = X[:, :3] @ [1.0, 2.0, 3.0] + rng.normal(size=60)
    y -= y.mean() - far / 2
    settings = {"cv": 3, "refit": False}
    args = model(fit_intercept=fit_intercept), {"alpha": [0.01, 0.1]}
    ours = GridSearchCV2(*args, **settings).fit(X, y)
    assert ours.sharing_report["rule"] == ["elastic_net"]
    theirs = GridSearchCV(*args, **settings).fit(X, y)
    for split in range(3):
        name = f"split{split}_test_score"
        np.testing.assert_allclose(
            ours.cv_results_[name], theirs.cv_results_[name], rtol=1e-10, atol=1e-10
        )


def test_offset():
    X = np.array([[1.0, 2.0, 5.0], [3.0, 2.0, 7.0]])
    assert offset(X) == 6.0  # constant columns have none
    assert offset(X[:, 0]) == 2.0
    assert offset(np.ones(3)) == 0.0
    assert offset(np.array([1e300, -1e300])) == 0.0
