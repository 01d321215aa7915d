"""What has failed for one candidate is not tried again for the rest."""

from collections import Counter

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2
from sk_hpo.sharing.rules.gaussian_nb import GaussianPath

pytestmark = pytest.mark.filterwarnings("ignore")
X, y = load_iris(return_X_y=True)
N_SPLITS = 2


@pytest.fixture
def calls(monkeypatch):
    """Counts calls of methods that are watched."""
    counts = Counter()

    def watch(kind, name):
        plain = getattr(kind, name)

        def counted(self, *args, **kwargs):
            counts[name] += 1
            return plain(self, *args, **kwargs)

        monkeypatch.setattr(kind, name, counted)
        return counts

    return watch


def search(estimator, grid, X=X):
    settings = {"cv": N_SPLITS, "refit": False, "error_score": 0.0}
    return GridSearchCV2(estimator, grid, **settings).fit(X, y)


@pytest.mark.parametrize(
    "estimator",
    [
        AdaBoostClassifier(LogisticRegression(max_iter=5), random_state=0),
        AdaBoostRegressor(LinearSVR(max_iter=1, random_state=0), random_state=0),
    ],
)
def test_the_largest_of_ensembles_that_warn_is_used(estimator, calls):
    sizes = [2, 4, 6]
    fits = calls(type(estimator), "fit")
    settings = {"cv": N_SPLITS, "refit": False}
    ours = GridSearchCV2(estimator, {"n_estimators": sizes}, **settings).fit(X, y)
    assert fits["fit"] == N_SPLITS * len(sizes)
    theirs = GridSearchCV(estimator, {"n_estimators": sizes}, **settings).fit(X, y)
    np.testing.assert_array_equal(
        ours.cv_results_["mean_test_score"], theirs.cv_results_["mean_test_score"]
    )


def test_ensembles_that_cannot_be_fitted(calls):
    fits = calls(AdaBoostClassifier, "fit")
    boosted = AdaBoostClassifier(GaussianNB(), random_state=0)  # not on sparse data
    with pytest.raises(ValueError, match="All the 6 fits failed"):
        search(boosted, {"n_estimators": [2, 4, 6]}, csr_matrix(X))
    assert fits["fit"] == N_SPLITS * (1 + 3)


def test_a_first_step_that_all_have_in_common(calls):
    fits = calls(PCA, "fit_transform")
    model = make_pipeline(PCA(99), LogisticRegression())
    with pytest.raises(ValueError, match="All the 6 fits failed"):
        search(model, {"logisticregression__C": [1.0, 2.0, 3.0]})
    assert fits["fit_transform"] == N_SPLITS * (1 + 3)


def test_equal_candidates(calls):
    fits = calls(LogisticRegression, "fit")
    model = make_pipeline(FunctionTransformer(), LogisticRegression(tol=-1))
    with pytest.raises(ValueError, match="All the 6 fits failed"):
        search(model, {"logisticregression__random_state": [0, 1, 2]})
    assert fits["fit"] == N_SPLITS * (1 + 3)


def test_where_a_path_does_not_know_the_result_the_method_does(calls, monkeypatch):
    grid = {"var_smoothing": [1e-9, 1e-3, 0.1]}
    expected = search(GaussianNB(), grid).cv_results_["mean_test_score"]

    def result(self, estimator, method, X):
        raise LookupError

    monkeypatch.setattr(GaussianPath, "result", result)
    asked = calls(GaussianPath, "result")
    scores = search(GaussianNB(), grid).cv_results_["mean_test_score"]
    np.testing.assert_array_equal(scores, expected)
    assert asked["result"] == N_SPLITS


def uncertain(estimator, X, y):
    """A scorer that does not fit every estimator."""
    return estimator.decision_function(X)[:, 0].mean()


@pytest.mark.parametrize(
    ("estimator", "grid"),
    [
        (
            DecisionTreeClassifier(random_state=0),
            [{"max_depth": [2], "min_samples_leaf": [-1]}, {"max_depth": [-3, 1]}],
        ),
        (
            KNeighborsClassifier(),
            [{"n_neighbors": [3]}, {"metric": ["none"]}, {"n_neighbors": [-1, 2]}],
        ),
        (
            KNeighborsClassifier(),  # of 75 training rows, when it is scored
            [{"n_neighbors": [3]}, {"n_neighbors": [76]}, {"n_neighbors": [-1]}],
        ),
        (
            make_pipeline(StandardScaler(), SVC()),
            [{"svc__gamma": [1.0]}, {"svc__kernel": ["none"]}, {"svc__C": [-1, 2]}],
        ),
    ],
)
@pytest.mark.parametrize("scoring", [None, uncertain])
def test_the_error_of_the_first_candidate_is_raised(estimator, grid, scoring):
    settings = {"cv": N_SPLITS, "error_score": "raise", "scoring": scoring}
    ours = GridSearchCV2(estimator, grid, **settings)
    with pytest.raises((ValueError, AttributeError)) as theirs:
        GridSearchCV(estimator, grid, **settings).fit(X, y)
    with pytest.raises(theirs.type) as raised:
        ours.fit(X, y)
    assert str(raised.value) == str(theirs.value)
    assert raised.value.__context__ is None


def test_what_comes_before_an_error_is_told_and_may_stop_the_search():
    grid = [{"n_neighbors": [3]}, {"metric": ["l1"]}, {"n_neighbors": [-1, 2]}]
    told = []

    def stop(trial, search):
        told.append(trial.params)
        return len(told) == limit

    settings = {"cv": N_SPLITS, "error_score": "raise", "callback": stop}
    search = GridSearchCV2(KNeighborsClassifier(), grid, **settings)
    limit = 3
    with pytest.raises(ValueError, match="n_neighbors"):
        search.fit(X, y)
    assert told == [{"n_neighbors": 3}, {"metric": "l1"}]
    assert search.cv_results_["params"] == told
    told.clear()
    limit = 2  # before the error, as without sharing
    search.fit(X, y)
    assert search.cv_results_["params"] == told
