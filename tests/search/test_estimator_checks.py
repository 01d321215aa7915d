"""scikit-learn's estimator checks: no failure, none expected."""

import numpy as np
import pytest
from sklearn.base import is_classifier
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_hpo import BayesSearchCV, GradSearchCV
from tests.contracts.searches import SEARCHES


class Explained:
    """A scorer; PCA can be fitted to sparse rows, and has no score of its own there."""

    def __call__(self, estimator, X, y=None):
        return float(np.var(estimator.transform(X)))

    def __repr__(self):
        return "Explained()"


CLASSIFIER = (LogisticRegression(), {"C": [0.1, 1.0]})
REGRESSOR = (Ridge(), {"alpha": [0.1, 1.0]})
CLUSTERS = (KMeans(n_init=1, random_state=0), {"n_clusters": [2, 3]})
COMPONENTS = (PCA(), {"n_components": [1]})
PIPELINE = (make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [0.1, 1.0]})
# With so many candidates that the last one is where a model says: see below.
RANGES = [
    (LogisticRegression(), {"C": (0.1, 10.0)}),
    (Ridge(), {"alpha": (0.1, 10.0)}),
]
SUGGESTING = (BayesSearchCV, GradSearchCV)


def in_choices(name, problem):
    estimator, grid = problem
    scoring = Explained() if isinstance(estimator, PCA) else None
    return SEARCHES[name](estimator, grid, cv=2, scoring=scoring)


def in_ranges(Search, problem):
    return Search(*problem, n_iter=7, cv=2, random_state=0)


# BayesSearchCV and GradSearchCV are checked in ranges, the others in choices.
LISTING = [name for name in SEARCHES if name not in {S.__name__ for S in SUGGESTING}]
# Of those whose rounds are alike, one.
UNLIKE = ["HalvingRandomSearchCV2", "AutoSearchCV"]
LISTED = ["GridSearchCV2", *UNLIKE]  # checked in the ordinary run


# Each of those that are unlike with a classifier or with a regressor; the others, and
# other estimators, below.
# The checks fit on data that no model likes; what they assert is told by failing.
@pytest.mark.filterwarnings("default")
@parametrize_with_checks(
    [in_ranges(Search, RANGES[1]) for Search in SUGGESTING]
    + [in_choices("GridSearchCV2", CLASSIFIER)]
    + [in_choices(name, REGRESSOR) for name in UNLIKE]
)
def test_estimator_checks(estimator, check):
    check(estimator)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@parametrize_with_checks(
    [in_ranges(Search, RANGES[0]) for Search in SUGGESTING]
    + [in_choices(name, CLASSIFIER) for name in UNLIKE]
    + [in_choices(name, REGRESSOR) for name in LISTING if name not in LISTED]
    + [in_choices("GridSearchCV2", one) for one in (CLUSTERS, COMPONENTS, PIPELINE)]
)
def test_estimator_checks_with_other_estimators(estimator, check):
    check(estimator)


@pytest.mark.parametrize("problem", RANGES)
def test_in_ranges_the_models_are_reached(problem):
    estimator, space = problem
    X, y = load_iris(return_X_y=True)
    X, y = X[:100], y[:100]
    bayes = in_ranges(BayesSearchCV, problem).fit(X, y)
    assert "hyperparameters" in bayes.trials[-1].candidate.note
    grad = in_ranges(GradSearchCV, problem).fit(X, y)
    path = grad.descents[0]
    assert path.steps[0].gradient.keys() == space.keys()
    # accuracy has no gradient: that of the log loss is descended, and judged by it
    assert path.judged == (not path.exact) == is_classifier(estimator)
    assert all(trial.candidate.note == {"member": "descent"} for trial in grad.trials)
