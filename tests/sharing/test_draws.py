"""What is drawn from the global random state is drawn in scikit-learn's order."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.decomposition import PCA, FactorAnalysis, KernelPCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import (
    ElasticNet,
    Lars,
    Lasso,
    LogisticRegression,
    MultiTaskLasso,
    Perceptron,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    OneHotEncoder,
    PolynomialFeatures,
    QuantileTransformer,
    StandardScaler,
)
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2
from sk_hpo.sharing.identity.draws import draws, draws_somewhere, draws_unused
from sk_hpo.sharing.identity.fit_identity import Recipe
from tests.sharing.derived import data, instances

pytestmark = pytest.mark.filterwarnings("ignore")
rng = np.random.default_rng(0)
X = rng.normal(size=(60, 20))
y = (X[:, 0] + rng.normal(size=60) > 0).astype(int)
TREE = DecisionTreeClassifier(max_features=1)
LINEAR = LinearSVC(dual="auto", max_iter=3)
TEXTS = [" ".join(f"w{n}" for n in row) for row in rng.integers(300, size=(60, 30))]


def search(Search, estimator, grid, X):
    np.random.seed(0)  # noqa: NPY002  the global state is what this is about
    made = Search(estimator, grid, cv=3, refit=False).fit(X, y)
    return made, np.random.random()  # noqa: NPY002


def assert_same_stream(estimator, grid, X):
    theirs, following = search(GridSearchCV, estimator, grid, X)
    ours, ours_following = search(GridSearchCV2, estimator, grid, X)
    for name, column in theirs.cv_results_.items():
        if name.endswith("_score"):
            assert_array_equal(ours.cv_results_[name], column)
    assert ours_following == following
    return ours


def beside_one_that_draws(model, grid):
    """A grid of candidates that share, and one that draws before and after them."""
    shared = {"model": [model], **{f"model__{k}": v for k, v in grid.items()}}
    return [{"model": [TREE]}, shared, {"model": [TREE]}]


@pytest.mark.parametrize(
    ("model", "grid"),
    [
        (SVC(kernel="linear"), {"gamma": [1.0, 2.0]}),
        (SVC(), {"C": [1.0, 2.0]}),
        (LinearSVC(dual=False, fit_intercept=False), {"intercept_scaling": [1, 2]}),
        (Lasso(), {"alpha": [0.1, 0.01]}),
        (HistGradientBoostingClassifier(max_iter=2), {"max_iter": [2, 3]}),
        (SGDClassifier(shuffle=False, tol=None), {"n_iter_no_change": [2, 3]}),
        (LogisticRegression(solver="liblinear"), {"C": [1.0, 1.0]}),
        (LogisticRegression(), {"C": [1.0, 1.0]}),
        (KNeighborsClassifier(), {"n_neighbors": [1, 2]}),
    ],
)
def test_beside_candidates_that_draw(model, grid):
    pipeline = Pipeline([("scale", StandardScaler()), ("model", TREE)])
    assert_same_stream(pipeline, beside_one_that_draws(model, grid), X)


@pytest.mark.parametrize(
    ("first", "data"),
    [
        (TfidfVectorizer(), TEXTS),
        (PolynomialFeatures(3), X[:, :8]),
        (OneHotEncoder(handle_unknown="ignore"), rng.integers(20, size=(60, 10))),
    ],
)
@pytest.mark.parametrize("others", [[], [{"model": [TREE]}]])
@pytest.mark.in_turn
def test_after_steps_that_give_more_columns(first, data, others):
    model = Pipeline([("first", first), ("model", LINEAR)])
    grid = [{"model__C": [0.1, 10.0]}, *others, {"model__C": [1.0]}]
    ours = assert_same_stream(model, grid, data)
    # the first step is remembered, once a split
    assert any("prefix" in by for by in ours.sharing_report["rule"])


def moved(estimator, data):
    before = np.random.get_state()[2]  # noqa: NPY002
    estimator.fit(*data)
    return np.random.get_state()[2] != before  # noqa: NPY002


WITHOUT_INFLUENCE = [
    DummyClassifier(),
    ElasticNet(),
    FactorAnalysis(svd_method="lapack"),
    GaussianProcessRegressor(),
    HistGradientBoostingClassifier(max_iter=2),
    KBinsDiscretizer(subsample=None),
    KernelPCA(eigen_solver="dense"),
    Lars(),
    Lasso(),
    LinearSVC(dual=False),
    LinearSVR(dual=False, loss="squared_epsilon_insensitive"),
    LogisticRegression(),
    LogisticRegression(solver="liblinear"),
    MultiTaskLasso(),
    NuSVC(),
    PCA(svd_solver="full"),
    Perceptron(shuffle=False),
    QuantileTransformer(subsample=None, n_quantiles=10),
    Ridge(),
    RidgeClassifier(),
    SGDClassifier(shuffle=False),
    SVC(),
]


@pytest.mark.parametrize("estimator", WITHOUT_INFLUENCE, ids=str)
def test_which_draw_a_number_that_has_no_influence(estimator):
    estimator.set_params(random_state=None)
    recipe = Recipe(estimator, {})
    assert not draws(recipe, X)
    target = np.c_[y, y] if isinstance(estimator, MultiTaskLasso) else y
    assert draws_unused(recipe) == moved(estimator, (X, target))


def test_whoever_has_no_random_state_draws_all_the_same():
    model = Pipeline([("scale", StandardScaler()), ("model", SVR())])
    steps = [Ridge(solver="sag", max_iter=3), SVR(), SVR(C=2.0)]
    assert_same_stream(model, {"model": steps}, X)


def drew(estimator):
    """Whether its ``fit`` draws from the global random state."""
    data_of = data(estimator)
    np.random.seed(0)  # noqa: NPY002
    estimator.fit(*data_of)
    after = np.random.random()  # noqa: NPY002
    return after != np.random.RandomState(0).random_sample()


def test_every_estimator_that_draws_is_known_to():
    found = []
    for estimator in instances():
        seeds = [k for k in estimator.get_params() if k.endswith("random_state")]
        estimator.set_params(**dict.fromkeys(seeds))
        try:
            found.append(drew(estimator))
        except (ValueError, TypeError):  # it takes other data
            continue
        recipe, (rows, _) = Recipe(estimator, {}), data(estimator)
        known = recipe.unknown is not None or draws_somewhere(recipe, rows)
        assert known or draws_unused(recipe) or not found[-1], estimator
    assert 50 < sum(found) < len(found) - 50
