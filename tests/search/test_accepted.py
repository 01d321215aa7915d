from typing import ClassVar

import numpy as np
import pytest
from scipy.stats import uniform
from sklearn import config_context
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.datasets import load_diabetes, load_iris
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, GradSearchCV

REGRESSION = load_diabetes(return_X_y=True)
CLASSES = load_iris(return_X_y=True)


class Undeclared(RegressorMixin, BaseEstimator):
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        self.mean_ = y.mean() + self.alpha
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


class Logarithmic(Ridge):
    """Accepts what Ridge rejects, and inherits what that declares."""

    def fit(self, X, y):
        self.ridge_ = Ridge(alpha=10**self.alpha).fit(X, y)
        return self

    def predict(self, X):
        return self.ridge_.predict(X)


class Odd(Undeclared):
    _parameter_constraints: ClassVar = {"alpha": [("odd", 1)]}


class Nothing(Undeclared):
    _parameter_constraints = None


def fitted(estimator, space, data, **settings):
    return GradSearchCV(
        estimator, space, n_iter=3, cv=3, random_state=0, **settings
    ).fit(*data)


@pytest.mark.parametrize(
    ("estimator", "space", "data", "said"),
    [
        (
            Ridge(),
            {"alpha": (-1.0, 1.0)},
            REGRESSION,
            r"'alpha' of Ridge .* -1 to 1, but -1 is not a valid .*\[0\.0, inf\)",
        ),
        (Ridge(), {"alpha": uniform(-1, 2)}, REGRESSION, "-1 is not a valid"),
        (SVC(), {"C": (-1.0, 10.0)}, CLASSES, r"-1 is not a valid .*\(0\.0, inf\]"),
        (
            SVC(),
            {"gamma": (-2.0, -1.0)},
            CLASSES,
            "-2 is not a valid.*'scale'.* or .*inf",
        ),
        (
            make_pipeline(VarianceThreshold(), ElasticNet()),
            {"elasticnet__l1_ratio": (0.5, 2.0)},
            REGRESSION,
            r"'elasticnet__l1_ratio' of ElasticNet .*2 is not a valid .*\[0\.0, 1\.0\]",
        ),
        (
            Ridge(),
            [{"alpha": (0.1, 1.0)}, {"alpha": (-5.0, 1.0)}],
            REGRESSION,
            "-5 is not a valid",
        ),
        (KNeighborsClassifier(), {"n_neighbors": (0, 9)}, CLASSES, "0 is not a valid"),
        (SVC(), {"C": (0, 9)}, CLASSES, "0 is not a valid"),
    ],
)
def test_a_range_with_an_end_outside_is_rejected_before_any_fit(
    estimator, space, data, said
):
    with pytest.raises(ValueError, match=f"(?s){said}"):
        fitted(estimator, space, data)


@pytest.mark.filterwarnings("ignore:.*penalty.* was deprecated:FutureWarning")
@pytest.mark.parametrize(
    ("estimator", "space", "data"),
    [
        (LogisticRegression(), {"C": (0.0, 2.0)}, CLASSES),
        (ElasticNet(), {"l1_ratio": (0.0, 1.0)}, REGRESSION),
        (Undeclared(), {"alpha": (-1.0, 1.0)}, REGRESSION),
        (Odd(), {"alpha": (-1.0, 1.0)}, REGRESSION),
        (Nothing(), {"alpha": (-1.0, 1.0)}, REGRESSION),
        (Logarithmic(), {"alpha": (-3.0, 1.0)}, REGRESSION),
        (
            make_pipeline(Ridge()),
            {"ridge": [Undeclared()], "ridge__alpha": (-1.0, 1.0)},
            REGRESSION,
        ),
    ],
    ids=[
        "open end",
        "closed ends",
        "nothing declared",
        "odd",
        "none",
        "own fit",
        "another estimator",
    ],
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_ranges_that_may_be_accepted_are_searched(estimator, space, data):
    search = fitted(estimator, space, data, error_score=-9.0)
    assert search.best_score_ > -9


def test_without_validation_of_parameters_nothing_is_rejected():
    with config_context(skip_parameter_validation=True):
        search = fitted(Ridge(), {"alpha": (-1e-3, 1.0)}, REGRESSION)
    assert np.isfinite(search.best_score_)


def test_a_range_of_reals_for_an_integer_is_for_the_fits_to_reject():
    """Both its ends are rejected, and so is what lies between them."""
    with pytest.raises(ValueError, match="an int in the range"):
        fitted(Lasso(), {"max_iter": (1.0, 100.5)}, REGRESSION)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
def test_failed_candidates_are_kept_by_a_search_that_models_where_fits_fail():
    search = BayesSearchCV(
        Ridge(), {"alpha": (-1.0, 1.0)}, n_iter=5, cv=3, random_state=0, error_score=-9
    ).fit(*REGRESSION)
    assert len(search.trials) == 5
