"""The listed searches give what scikit-learn's give, to the bit, on real data."""

import warnings

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import loguniform, randint
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    LeaveOneOut,
    RandomizedSearchCV,
    RepeatedKFold,
    ShuffleSplit,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import GridSearchCV2, RandomSearchCV2
from tests.equality import assert_same_search

IRIS = load_iris(return_X_y=True)
WINE = load_wine(return_X_y=True)
CANCER = load_breast_cancer(return_X_y=True)
DIABETES = load_diabetes(return_X_y=True)


def both_scores(estimator, X, y):
    """A scorer of several metrics whose names are known only when it is called."""
    predicted = estimator.predict(X)
    return {"accuracy": accuracy_score(y, predicted), "ones": float(predicted.sum())}


def most_accurate(results):
    return int(np.argmax(results["mean_test_accuracy"]))


class FailsAtDepth(DecisionTreeClassifier):
    """Can't be fitted with ``max_depth=3``."""

    def fit(self, X, y, sample_weight=None, check_input=True):
        if self.max_depth == 3:
            raise ValueError("three is too deep")
        return super().fit(X, y)


SVC_GRIDS = [
    {"kernel": ["linear"], "C": [0.1, 1]},
    {"kernel": ["rbf"], "C": [1, 10.0], "gamma": ["scale", 0.01]},
]
STEPS = Pipeline(
    [("scale", StandardScaler()), ("model", LogisticRegression(max_iter=1000))]
)
GRIDS = {
    "numbers": (GaussianNB(), {"var_smoothing": np.logspace(-9, 0, 7)}, IRIS, {}),
    "alternatives": (SVC(), SVC_GRIDS, IRIS, {"return_train_score": True}),
    "mixed": (
        RandomForestClassifier(n_estimators=5, random_state=0),
        {"max_depth": [None, 2], "class_weight": [None, "balanced", {0: 2}]},
        WINE,
        {"cv": 3},
    ),
    "swapped steps": (
        STEPS,
        [
            {"scale": [None, "passthrough", MinMaxScaler()], "model__C": [0.1, 1.0]},
            {"model": [GaussianNB(), KNeighborsClassifier()]},
        ],
        IRIS,
        {},
    ),
    "metrics": (
        SVC(),
        {"C": [0.1, 1, 10]},
        CANCER,
        {"scoring": ["accuracy", "roc_auc", "f1"], "refit": "roc_auc", "cv": 3},
    ),
    "metrics, no refit": (
        GaussianNB(),
        {"var_smoothing": [1e-9, 1e-3]},
        CANCER,
        {"scoring": {"a": "accuracy", "b": "f1"}, "refit": False},
    ),
    "metrics of a callable": (
        GaussianNB(),
        {"var_smoothing": [1e-9, 1e-3, 1.0]},
        CANCER,
        {"scoring": both_scores, "refit": most_accurate},
    ),
    "regression": (Ridge(), {"alpha": [0.0, 1.0, 10]}, DIABETES, {"scoring": "r2"}),
    "outputs": (
        DecisionTreeRegressor(random_state=0),
        {"max_depth": [1, 3]},
        (DIABETES[0], np.column_stack([DIABETES[1], -DIABETES[1]])),
        {},
    ),
    "sparse": (
        LogisticRegression(max_iter=50, tol=0.1),
        {"C": [0.1, 1]},
        (csr_array(np.where(IRIS[0] > 3, IRIS[0], 0)), IRIS[1]),
        {},
    ),
    "no target": (KMeans(n_init=1, random_state=0), {"n_clusters": [2, 3]}, IRIS, {}),
    "transformer": (PCA(), {"n_components": [1, 2]}, (IRIS[0], None), {}),
    "lists": (
        KNeighborsClassifier(),
        {"n_neighbors": (1, 3), "weights": ["uniform", "distance"]},
        (IRIS[0].tolist(), IRIS[1].tolist()),
        {},
    ),
    "random state of the estimator": (
        SGDClassifier(random_state=np.random.RandomState(3), tol=None, max_iter=3),
        {"alpha": [1e-4, 1e-3]},
        IRIS,
        {},
    ),
    "shuffled splits": (
        GaussianNB(),
        {"var_smoothing": [1e-9, 1e-2]},
        IRIS,
        {"cv": ShuffleSplit(4, random_state=1)},
    ),
    "repeated splits": (
        Ridge(),
        {"alpha": [1, 2]},
        DIABETES,
        {"cv": RepeatedKFold(n_splits=2, n_repeats=2, random_state=0)},
    ),
    "one row a split": (
        GaussianNB(),
        {"var_smoothing": [1e-9, 1e-2]},
        (IRIS[0][::5], IRIS[1][::5]),
        {"cv": LeaveOneOut()},
    ),
    "no parameters": (GaussianNB(), {}, IRIS, {}),
    "values that are arrays": (
        GaussianNB(),
        {"priors": [None, np.array([0.2, 0.3, 0.5])]},
        IRIS,
        {},
    ),
    "chosen scorer": (
        GaussianNB(),
        {"var_smoothing": [1e-9, 1]},
        IRIS,
        {"scoring": make_scorer(accuracy_score)},
    ),
}
DRAWS = {
    "distributions": (
        SVC(),
        {"C": loguniform(1e-2, 1e2), "kernel": ["linear", "rbf"]},
        IRIS,
        {"n_iter": 6},
    ),
    "lists": (
        GaussianNB(),
        {"var_smoothing": np.logspace(-9, 0, 9)},
        IRIS,
        {"n_iter": 5},
    ),
    "alternatives": (
        RandomForestClassifier(n_estimators=3, random_state=0),
        [
            {"max_depth": [None, *range(2, 6)]},
            {"min_samples_split": randint(2, 11), "max_depth": randint(2, 5)},
        ],
        IRIS,
        {"n_iter": 8, "return_train_score": True},
    ),
}


WITH_SHARING = [(False, 2), (True, 1), (False, 1), (True, 2)]


# Each grid once in the ordinary run: with sharing, and every third one without.
@pytest.mark.parametrize(
    ("name", "share_fits", "n_jobs"),
    [
        pytest.param(
            name,
            *settings,
            id=f"{name}-{settings[0]}-{settings[1]}",
            marks=[] if k == (number % 3 != 0) else [pytest.mark.slow],
        )
        for k, settings in enumerate(WITH_SHARING)
        for number, name in enumerate(GRIDS)
    ],
)
def test_grid(name, share_fits, n_jobs):
    estimator, grid, (X, y), settings = GRIDS[name]
    if name == "values that are arrays":
        settings = {**settings, "refit": False}
    # The same n_jobs: it decides over how many threads KMeans sums.
    settings = {**settings, "n_jobs": n_jobs}
    theirs = GridSearchCV(estimator, grid, **settings).fit(X, y)
    ours = GridSearchCV2(estimator, grid, share_fits=share_fits, **settings).fit(X, y)
    assert_same_search(ours, theirs)


@pytest.mark.parametrize(("random_state", "n_jobs"), [(0, 1), (7, 2)])
@pytest.mark.parametrize("name", DRAWS)
def test_random(name, random_state, n_jobs):
    estimator, space, (X, y), settings = DRAWS[name]
    settings = {**settings, "random_state": random_state, "cv": 3}
    theirs = RandomizedSearchCV(estimator, space, **settings).fit(X, y)
    ours = RandomSearchCV2(estimator, space, n_jobs=n_jobs, **settings).fit(X, y)
    assert_same_search(ours, theirs)


def test_the_global_random_state_is_drawn_from_in_the_same_order():
    X, y = IRIS
    estimator = RandomForestClassifier(n_estimators=2)
    tables = []
    for search in (GridSearchCV, GridSearchCV2):
        np.random.seed(5)  # noqa: NPY002  what users of scikit-learn do
        tables.append(search(estimator, {"max_depth": [1, 2, 3]}).fit(X, y))
    assert_same_search(tables[1], tables[0])


def test_a_random_state_shared_with_the_space():
    X, y = IRIS
    fitted = [
        search(
            GaussianNB(),
            {"var_smoothing": loguniform(1e-9, 1)},
            n_iter=3,
            random_state=np.random.RandomState(2),
        ).fit(X, y)
        for search in (RandomizedSearchCV, RandomSearchCV2)
    ]
    assert_same_search(fitted[1], fitted[0])


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_groups_and_sample_weight(n_jobs):
    X, y = IRIS
    weight = np.linspace(0.1, 1, len(y))
    groups = np.arange(len(y)) % 7
    fitted = [
        search(
            LogisticRegression(max_iter=50, tol=0.1),
            {"C": [0.01, 1.0]},
            cv=GroupKFold(3),
            n_jobs=n_jobs,
        ).fit(X, y, groups=groups, sample_weight=weight)
        for search in (GridSearchCV, GridSearchCV2)
    ]
    assert_same_search(fitted[1], fitted[0])
    unweighted = GridSearchCV2(
        LogisticRegression(max_iter=50, tol=0.1), {"C": [0.01, 1.0]}, cv=GroupKFold(3)
    ).fit(X, y, groups=groups)
    ours = fitted[1].cv_results_["mean_test_score"]
    assert not np.array_equal(ours, unweighted.cv_results_["mean_test_score"])


def test_frames():
    pandas = pytest.importorskip("pandas")
    X = pandas.DataFrame(IRIS[0], columns=list("abcd"))
    y = pandas.Series(IRIS[1], name="species")
    pipeline = make_pipeline(StandardScaler(), GaussianNB())
    grid = {"gaussiannb__var_smoothing": [1e-9, 1e-1]}
    theirs = GridSearchCV(pipeline, grid).fit(X, y)
    ours = GridSearchCV2(pipeline, grid, n_jobs=2).fit(X, y)
    assert_same_search(ours, theirs)
    assert list(ours.feature_names_in_) == list("abcd")
    assert np.array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize(("error_score", "n_jobs"), [(np.nan, 2), (-1.0, 1)])
@pytest.mark.parametrize("scoring", [None, ["accuracy", "f1_macro"], both_scores])
@pytest.mark.in_turn
def test_failing_fits(scoring, error_score, n_jobs):
    X, y = IRIS
    heard = []
    fitted = []
    for search in (GridSearchCV, GridSearchCV2):
        with warnings.catch_warnings(record=True) as record:
            warnings.simplefilter("always")
            fitted.append(
                search(
                    FailsAtDepth(random_state=0),
                    {"max_depth": [2, 3, 4]},
                    scoring=scoring,
                    refit=False,
                    error_score=error_score,
                    return_train_score=True,
                    n_jobs=n_jobs,
                ).fit(X, y)
            )
        heard.append([(w.category, _without_traceback(w.message)) for w in record])
    assert_same_search(fitted[1], fitted[0])
    assert heard[1] == heard[0]
    assert FitFailedWarning in [category for category, _ in heard[0]]
    failed = fitted[1].trials[1]
    assert np.isnan(failed.value)
    assert "three is too deep" in failed.results[0].fit_error


def _without_traceback(message):
    return [line for line in str(message).splitlines() if "File" not in line][:6]


def test_scores_that_are_not_finite():
    X, y = IRIS

    def sometimes_nan(estimator, X, y):
        return np.nan if estimator.var_smoothing > 0.5 else 1.0

    grid = {"var_smoothing": [1e-9, 1.0]}
    fitted = []
    for search in (GridSearchCV, GridSearchCV2):
        with pytest.warns(UserWarning, match="are non-finite"):
            fitted.append(search(GaussianNB(), grid, scoring=sometimes_nan).fit(X, y))
    assert_same_search(fitted[1], fitted[0])
    assert fitted[1].best_index_ == 0


def test_a_subclass_with_its_own_run_search():
    class TwoRounds(GridSearchCV2):
        def _run_search(self, evaluate_candidates):
            first = evaluate_candidates([{"C": 0.1}, {"C": 1}])
            best = first["params"][int(np.argmax(first["mean_test_score"]))]
            evaluate_candidates(
                [{"C": 2 * best["C"]}],
                cv=ShuffleSplit(5, random_state=0),
                more_results={"round": [2]},
            )

    class TheirTwoRounds(GridSearchCV):
        _run_search = TwoRounds._run_search

    X, y = IRIS
    ours, theirs = TwoRounds(SVC(), {}), TheirTwoRounds(SVC(), {})
    assert_same_search(ours.fit(X, y), theirs.fit(X, y))
    assert len(ours.trials) == 3
