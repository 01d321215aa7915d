"""A missing target is told of before any fit; where fits do without, they are run."""

import inspect
import warnings

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils import all_estimators
from sklearn.utils.estimator_checks import check_requires_y_none

from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2
from sk_hpo.search.inputs.target import requires_y
from tests.contracts.searches import SEARCHES, choices_too

X = load_iris().data


class NeverFitted(LogisticRegression):
    def fit(self, X, y, sample_weight=None):
        raise AssertionError("a fit was started")


class Largest(ClassifierMixin, BaseEstimator):
    """Is tagged as one that requires y, and does without."""

    def __init__(self, column=0):
        self.column = column

    def fit(self, X, y=None):
        self.at_ = X[:, self.column].mean()
        return self

    def score(self, X, y=None):
        return float(X[:, self.column].mean() - self.at_)


class Given(Largest):
    """Its y has no default; a Pipeline gives it None."""

    def fit(self, X, y):
        return super().fit(X)


REJECTED = {
    "alone": (NeverFitted(), {"C": [1.0, 2.0]}),
    "in a Pipeline": (
        make_pipeline(StandardScaler(), LogisticRegression()),
        {"logisticregression__C": [1.0, 2.0]},
    ),
    "exchanged": (
        make_pipeline(StandardScaler(), LogisticRegression()),
        {"logisticregression": [LogisticRegression(C=2), SVC()]},
    ),
}


@choices_too
@pytest.mark.parametrize("error_score", [np.nan, 0.0, "raise"])
@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("case", REJECTED)
def test_rejected_before_any_fit(case, name, error_score):
    search = SEARCHES[name](*REJECTED[case], error_score=error_score)
    told = r"^This \w+ estimator requires y to be passed, but the target y is None\.$"
    with pytest.raises(ValueError, match=told):
        search.fit(X)
    assert not hasattr(search, "cv_results_")


@pytest.mark.parametrize("Search", [BayesSearchCV, GradSearchCV])
def test_rejected_in_ranges(Search):
    with pytest.raises(ValueError, match=r"^This NeverFitted estimator requires y to"):
        Search(NeverFitted(), {"C": (0.1, 10.0)}).fit(X)


@choices_too
@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("estimator", [LogisticRegression(), Ridge()], ids=repr)
def test_scikit_learns_check(estimator, name):
    grid = {"C" if "C" in estimator.get_params() else "alpha": [0.1, 1.0]}
    search = SEARCHES[name](estimator, grid, cv=2, error_score="raise")
    check_requires_y_none(name, search)


def mean(estimator, X, y=None):
    """What an estimator without a score of its own can be scored by."""
    return float(X.mean())


FITTED = {
    "a tag that is wrong": (Largest(), {"column": [0, 1, 2]}),
    "None from a Pipeline": (
        make_pipeline(StandardScaler(), Given()),
        {"given__column": [0, 1, 2]},
    ),
    "an exchanged step": (
        make_pipeline(StandardScaler(), LogisticRegression()),
        {"logisticregression": [KMeans(2, n_init=1, random_state=0)]},
    ),
    "some of the exchanged steps": (
        make_pipeline(StandardScaler(), SVC()),
        {"svc": [KMeans(2, n_init=1, random_state=0), LogisticRegression()]},
    ),
    "passthrough": (
        make_pipeline(KMeans(2, n_init=1, random_state=0), LogisticRegression()),
        {"logisticregression": ["passthrough"]},
    ),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.parametrize("case", FITTED)
def test_as_scikit_learn_where_a_fit_does_without(case):
    ours, theirs = (
        Search(*FITTED[case], cv=3, scoring=mean).fit(X)
        for Search in (GridSearchCV2, GridSearchCV)
    )
    scores = theirs.cv_results_["mean_test_score"]
    assert np.isfinite(scores).any()
    np.testing.assert_array_equal(ours.cv_results_["mean_test_score"], scores)


@choices_too
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", FITTED)
@pytest.mark.parametrize("name", ["BayesSearchCV", "GradSearchCV"])
@pytest.mark.in_turn
def test_searched_where_a_fit_does_without(name, case):
    estimator, grid = FITTED[case]
    search = SEARCHES[name](estimator, grid, cv=3, n_iter=3, scoring=mean)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FitFailedWarning)
        assert np.isfinite(search.fit(X).best_score_)


def without_arguments():
    for name, Estimator in all_estimators():
        given = inspect.signature(Estimator).parameters.values()
        if all(p.default is not p.empty for p in given):
            yield pytest.param(Estimator, id=name)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("Estimator", without_arguments())
def test_what_is_known_of_scikit_learns_estimators(Estimator):
    estimator = Estimator()
    for rejecting, args in ((estimator, ()), (make_pipeline(estimator), (None,))):
        if requires_y(rejecting):
            with pytest.raises((TypeError, ValueError)):
                rejecting.fit(np.abs(X), *args)
