"""A warning is given as often as separate fits give it, also where something fails."""

import warnings
from collections import Counter

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2

SELECT = SelectFromModel(LogisticRegression(max_iter=1))
THRESHOLD = "selectfrommodel__threshold"


def told(Search, estimator, grid, data, filters=(), **settings):
    """How many warnings of each category, and the scores or what was raised."""
    search = Search(estimator, grid, cv=3, refit=False, **settings)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for action, category in filters:
            warnings.simplefilter(action, category)
        try:
            search.fit(*data)
        except (Warning, ValueError) as error:  # all fits have failed, for one
            found = type(error)
        else:
            found = search.cv_results_["mean_test_score"].tolist()
    return Counter(one.category for one in caught), str(found)


@pytest.mark.parametrize(
    ("last", "thresholds"),
    [
        (LogisticRegression(tol=-1), ["mean", "median"]),  # fails
        (LogisticRegression(max_iter=2), [100.0, 200.0]),  # nothing is selected
        (LogisticRegression(max_iter=2), ["mean", "median"]),
    ],
)
@pytest.mark.parametrize(
    "filters",
    [
        [],
        [("error", UserWarning), ("always", ConvergenceWarning)],
        [("error", ConvergenceWarning)],
        [("default", Warning)],
    ],
)
@pytest.mark.in_turn
def test_where_the_fit_after_a_shared_one_fails(last, thresholds, filters):
    model, grid = make_pipeline(SELECT, last), {THRESHOLD: thresholds}
    args = model, grid, load_iris(return_X_y=True), filters
    ours, theirs = told(GridSearchCV2, *args), told(GridSearchCV, *args)
    if filters == [("default", Warning)]:
        # how often is a matter of what else has changed the filters meanwhile
        ours, theirs = ((set(counts), scores) for counts, scores in (ours, theirs))
    assert ours == theirs


def test_where_a_metric_rejects_what_is_predicted_with_a_warning():
    grid = {"var_smoothing": [1e-9, 1e-3, 0.0]}
    X, y = load_iris(return_X_y=True)
    args = GaussianNB(), grid, (np.c_[X, np.ones(len(X))], y)
    theirs = told(GridSearchCV, *args, scoring="neg_log_loss")
    assert theirs[0][RuntimeWarning] > 0
    assert told(GridSearchCV2, *args, scoring="neg_log_loss") == theirs


@pytest.mark.parametrize("state", ["warn", "ignore", "raise"])
@pytest.mark.parametrize("scale", [1.0, 1e-160, 1e160])
@pytest.mark.in_turn
def test_in_the_caller_s_state_for_floating_point_errors(state, scale):
    X, y = load_iris(return_X_y=True)
    X = np.c_[scale * X, np.ones(len(X))]
    args = GaussianNB(), {"var_smoothing": [1e-9, 1e-3, 0.0]}, (X, y)
    with np.errstate(all=state):
        (ours, scores), (theirs, expected) = (
            told(Search, *args) for Search in (GridSearchCV2, GridSearchCV)
        )
    assert scores == expected
    # not as often: what is computed once is warned of once
    assert ours.keys() == theirs.keys()


@pytest.mark.parametrize("state", ["warn", "raise"])
def test_kernels_that_vanish(state):
    X, y = load_iris(return_X_y=True)
    args = SVC(), {"gamma": [2.0, 5.0]}, (np.round(X), y)
    with np.errstate(all=state):
        assert told(GridSearchCV2, *args) == told(GridSearchCV, *args)


@pytest.mark.parametrize("scale", [1e-150, 1e-156, 1e-160])
def test_squares_that_vanish(scale):
    X, y = load_diabetes(return_X_y=True)
    args = Ridge(), {"alpha": [1e-8, 1.0, 10.0]}, (X * scale, y)
    assert told(GridSearchCV2, *args) == told(GridSearchCV, *args)


def test_products_that_vanish():
    X, y = load_diabetes(return_X_y=True)
    X = np.c_[X, 1e-160 * X]
    args = ElasticNet(), {"alpha": [1e-10, 1.0]}, (X, y)
    with np.errstate(all="warn"):
        (ours, scores), (theirs, expected) = (
            told(Search, *args) for Search in (GridSearchCV2, GridSearchCV)
        )
    assert scores == expected
    # not as often: what is computed once is warned of once
    assert ours.keys() == theirs.keys()


def test_a_report_says_that_fits_warn():
    model, grid = Lasso(max_iter=2), {"alpha": [1e-3, 1e-2]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        search = GridSearchCV2(model, grid, cv=3, refit=False)
        search.fit(*load_diabetes(return_X_y=True))
    (reason,) = search.sharing_report["reason"]
    assert reason == "a fit that warns is run separately (ConvergenceWarning)"
