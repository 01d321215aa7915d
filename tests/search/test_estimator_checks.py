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


MODELS = [
    (LogisticRegression(), {"C": [0.1, 1.0]}),
    (Ridge(), {"alpha": [0.1, 1.0]}),
]
# Tried with one search of each kind: of lists, and of those that suggest.
OTHERS = [
    (
        make_pipeline(StandardScaler(), LogisticRegression()),
        {"logisticregression__C": [0.1, 1.0]},
    ),
    (make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [0.1, 1.0]}),
    (KMeans(n_init=1, random_state=0), {"n_clusters": [2, 3]}),
    (PCA(), {"n_components": [1]}),
]
SCORING = {PCA: Explained()}
# With so many candidates that the last one is where a model says: see below.
RANGES = [
    (LogisticRegression(), {"C": (0.1, 10.0)}),
    (Ridge(), {"alpha": (0.1, 10.0)}),
]


def in_ranges(Search, estimator, space):
    return Search(estimator, space, n_iter=7, cv=2, random_state=0)


# The checks fit on data that no model likes; what they assert is told by failing.
@pytest.mark.filterwarnings("default")
@parametrize_with_checks(
    [
        make(estimator, grid, cv=2, scoring=SCORING.get(type(estimator)))
        for name, make in SEARCHES.items()
        for estimator, grid in MODELS
        + OTHERS * (name in ("GridSearchCV2", "BayesSearchCV"))
    ]
    + [
        in_ranges(Search, estimator, space)
        for Search in (BayesSearchCV, GradSearchCV)
        for estimator, space in RANGES
    ]
)
def test_estimator_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize(("estimator", "space"), RANGES)
def test_in_ranges_the_models_are_reached(estimator, space):
    X, y = load_iris(return_X_y=True)
    X, y = X[:100], y[:100]
    bayes = in_ranges(BayesSearchCV, estimator, space).fit(X, y)
    assert "hyperparameters" in bayes.trials[-1].candidate.note
    grad = in_ranges(GradSearchCV, estimator, space).fit(X, y)
    path = grad.descents[0]
    assert path.steps[0].gradient.keys() == space.keys()
    # accuracy has no gradient: that of the log loss is descended, and judged by it
    assert path.judged == (not path.exact) == is_classifier(estimator)
    assert all(trial.candidate.note == {"member": "descent"} for trial in grad.trials)
