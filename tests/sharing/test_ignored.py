"""Which parameters are ignored, and what becomes of their bad values."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.decomposition import KernelPCA
from sklearn.ensemble import AdaBoostClassifier
from sklearn.linear_model import Ridge, SGDClassifier
from sklearn.mixture import BayesianGaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import RobustScaler, StandardScaler
from sklearn.svm import SVC, LinearSVC

from sk_hpo import GridSearchCV2
from sk_hpo.sharing.identity.ignored_in import IgnoredIn
from tests.sharing.beside import same_scores
from tests.sharing.data import TASKS

pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_bad_value_that_is_ignored_fails_as_it_does_alone():
    X, y = TASKS["classification"]()["dense"]
    grid = {"kernel": ["linear"], "degree": [-1, 2, 3, -2]}
    theirs = GridSearchCV(SVC(), grid, cv=3).fit(X, y)
    ours = GridSearchCV2(SVC(), grid, cv=3).fit(X, y)
    expected, scores = (s.cv_results_["mean_test_score"] for s in (theirs, ours))
    np.testing.assert_array_equal(scores, expected)
    assert np.isnan(scores).tolist() == [True, False, False, True]


def test_a_bad_value_of_a_part_that_is_ignored():
    X, y = TASKS["classification"]()["dense"]
    boosted = AdaBoostClassifier(SVC(), n_estimators=3, random_state=0)
    degrees = [3, 2.0, 4]
    ours = same_scores(boosted, {"estimator__degree": degrees}, X[:60], y[:60])
    failed = np.isnan(ours.cv_results_["mean_test_score"])
    assert failed.tolist() == [False, True, False]


@pytest.mark.parametrize("around", [FeatureUnion, Pipeline])
@pytest.mark.parametrize("last", [BayesianGaussianMixture(random_state=0), Ridge()])
@pytest.mark.in_turn
def test_parts_that_differ_in_what_is_ignored(around, last):
    X, y = TASKS["regression"]()["dense"]
    parts = [("a", RobustScaler()), ("b", KernelPCA(2, random_state=0))]
    model = Pipeline([("parts", around(parts)), ("last", last)])
    same_scores(model, {"parts__b__gamma": [0.1, 1.0, -1.0]}, X[:60], y[:60])


class Plain:
    """A step without parameters, as users write them."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X


class Sets(BaseEstimator):
    """Sets what its part ignored."""

    def __init__(self, estimator=None):
        self.estimator = estimator


@pytest.mark.parametrize(
    ("owner", "params", "names"),
    [
        ("model", {"model__kernel": "rbf", "model__degree": 2}, {"model__degree"}),
        ("model", {"model__kernel": "poly", "model__degree": 2}, set()),
        ("model", {"model": LinearSVC(), "model__C": 2.0}, set()),
        (
            "model",
            {"model": SVC(kernel="linear"), "model__gamma": 2.0},
            {"model__gamma"},
        ),
        ("model", {"scale": "passthrough", "model__coef0": 0.5}, {"model__coef0"}),
        (
            "model__estimator",
            {"model": OneVsRestClassifier(SVC()), "model__estimator__degree": 2},
            {"model__estimator__degree"},
        ),
        # what they set on it is not known
        (
            "model__estimator",
            {"model": Sets(SVC()), "model__estimator__degree": 2},
            set(),
        ),
        (
            "model__estimator",
            {
                "model": GridSearchCV(SVC(), {"kernel": ["poly"]}),
                "model__estimator__degree": 2,
            },
            set(),
        ),
        # what the fit of such a candidate rejects
        ("model", {"model": 3, "model__degree": 2}, set()),
        ("model", {"model__degree": -1}, set()),
        ("model", {"model": SGDClassifier(), "model__power_t": None}, set()),
        ("none", {"none__degree": 2}, set()),
        ("scale", {"scale": Plain(), "scale__degree": 2}, set()),
    ],
)
def test_an_owners_ignored_parameters(owner, params, names):
    estimator = Pipeline([("scale", StandardScaler()), ("model", SVC())])
    assert IgnoredIn(estimator)(params, owner) == names


@pytest.mark.parametrize("nested", [False, True])
def test_a_search_may_set_what_makes_a_parameter_used(nested):
    X, y = TASKS["classification"]()["dense"]
    estimator = GridSearchCV(SVC(), {"kernel": ["poly"]}, cv=2)
    grid = {"estimator__degree": [1, 2, 8]}
    if nested:
        estimator = Pipeline([("scale", StandardScaler()), ("model", estimator)])
        grid = {f"model__{name}": values for name, values in grid.items()}
    theirs = GridSearchCV(estimator, grid, cv=2).fit(X, y)
    ours = GridSearchCV2(estimator, grid, cv=2).fit(X, y)
    expected, scores = (s.cv_results_["mean_test_score"] for s in (theirs, ours))
    np.testing.assert_array_equal(scores, expected)
    assert len(set(expected)) > 1
