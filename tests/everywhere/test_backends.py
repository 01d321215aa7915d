"""The same candidates and scores on any number of workers, wherever they are."""

import time

import pytest
from joblib import parallel_config
from scipy.stats import randint
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import AutoSearchCV, BayesSearchCV, GradSearchCV
from tests.everywhere.searches import SUGGESTED, crossed, suggesting

X, y = load_breast_cancer(return_X_y=True)
X, y = X[:120, :8], y[:120]
Xr, yr = load_diabetes(return_X_y=True)

# What each finds its way in: a mixed space; an exact gradient; one that stands in.
PROBLEMS = {
    "tree": (
        DecisionTreeClassifier(random_state=0),
        {
            "max_depth": [None, randint(2, 31)],
            "min_samples_split": (2, 10),
            "ccp_alpha": (1e-4, 1e-1, "log-uniform"),
            "criterion": ["gini", "entropy"],
        },
        X,
        y,
    ),
    "ridge": (Ridge(), {"alpha": (1e-3, 1e3, "log-uniform")}, Xr[:100], yr[:100]),
    "logistic": (
        make_pipeline(StandardScaler(), LogisticRegression()),
        {"logisticregression__C": (1e-3, 1e2, "log-uniform")},
        X,
        y,
    ),
}
NAMES = {name: name for name in PROBLEMS}
WORKERS = {
    "loky": {"backend": "loky", "n_jobs": 2},
    "threading": {"backend": "threading", "n_jobs": 4},
}


def make(Search, problem, **settings):
    model, space, X, y = PROBLEMS[problem]
    n_iter = 14 if problem == "tree" else 6
    settings = {"n_iter": n_iter, "cv": 3, "random_state": 0, **settings}
    return Search(model, space, **settings).fit(X, y)


@pytest.fixture(scope="module")
def here():
    """What is found with one worker, in this process."""
    found = {}

    def search(Search, problem):
        if (Search, problem) not in found:
            found[Search, problem] = make(Search, problem, n_jobs=1)
        return found[Search, problem]

    return search


def assert_same(ours, theirs):
    table, expected = ours.cv_results_, theirs.cv_results_
    assert table["params"] == expected["params"]
    for name in ("mean_test_score", "std_test_score", "split2_test_score"):
        # BLAS may add in another order where it has another number of threads
        assert list(table[name]) == pytest.approx(list(expected[name]), rel=1e-10)
    assert ours.best_params_ == theirs.best_params_
    assert len(ours.trials) == len(theirs.trials)
    if isinstance(ours, GradSearchCV):  # the workers of others use what they remember
        assert ours.n_fits == theirs.n_fits


@crossed(
    {
        ("loky", "AutoSearchCV", "tree"),
        ("loky", "BayesSearchCV", "tree"),
        ("loky", "GradSearchCV", "ridge"),
        ("threading", "AutoSearchCV", "ridge"),
        ("threading", "BayesSearchCV", "logistic"),
        ("threading", "GradSearchCV", "tree"),
        ("threading", "GradSearchCV", "logistic"),
    },
    workers=WORKERS,
    Search=SUGGESTED,
    problem=NAMES,
)
def test_same_params_with(workers, Search, problem, here):
    with parallel_config(**workers):
        assert_same(make(Search, problem), here(Search, problem))


# of models that use joblib inside; by distributed before 2025.5 with joblib 1.5
@pytest.mark.filterwarnings("ignore:`apply_async` is deprecated:DeprecationWarning")
@pytest.mark.dask
@pytest.mark.parametrize(
    ("Search", "problem"),
    [
        pytest.param(AutoSearchCV, "tree", marks=pytest.mark.slow),
        (BayesSearchCV, "tree"),
        (GradSearchCV, "ridge"),
        pytest.param(GradSearchCV, "logistic", marks=pytest.mark.slow),
    ],
)
def test_same_params_on_a_cluster(Search, problem, here, dask_client):
    with parallel_config(backend="dask"):
        assert_same(make(Search, problem), here(Search, problem))


@pytest.mark.parametrize(
    ("n_points", "Search"), [(1, BayesSearchCV), (3, GradSearchCV), (3, AutoSearchCV)]
)
def test_same_params_with_any_number_of_points_in_the_air(n_points, Search, here):
    """They depend on n_points, not on how many workers make use of it."""
    one = make(Search, "tree", n_points=n_points, n_jobs=1)
    with parallel_config(backend="threading", n_jobs=3):
        assert_same(make(Search, "tree", n_points=n_points), one)
    assert one.cv_results_["params"] != here(Search, "tree").cv_results_["params"]


@suggesting
def test_another_seed_gives_other_params(Search, here):
    one, other = here(Search, "tree"), make(Search, "tree", random_state=1)
    assert one.cv_results_["params"] != other.cv_results_["params"]
    # the settings that one begins with are those of the estimator, by any seed
    assert one.cv_results_["params"][0] == other.cv_results_["params"][0]


class Uneven(DecisionTreeClassifier):
    """Takes up to 20 ms, by its parameters."""

    def fit(self, X, y, sample_weight=None, check_input=True):
        time.sleep(0.02 * (hash(repr(self.get_params())) % 7 == 0))
        return super().fit(X, y)


@pytest.mark.parametrize(
    ("n_points", "Search"), [(1, GradSearchCV), (2, AutoSearchCV), (3, BayesSearchCV)]
)
def test_where_fits_take_uneven_time(n_points, Search):
    """Which worker is faster changes from run to run; hashes of text do too."""
    _, space, X, y = PROBLEMS["tree"]
    search = Search(Uneven(random_state=0), space, n_iter=12, cv=3, random_state=0)
    search.set_params(n_points=n_points, refit=False)
    expected = search.fit(X, y).cv_results_["params"]
    with parallel_config("threading", n_jobs=3):
        assert search.fit(X, y).cv_results_["params"] == expected
