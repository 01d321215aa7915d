"""scikit-learn's estimator checks: no failure, none expected."""

import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from tests.contracts.searches import SEARCHES

AROUND = [
    (LogisticRegression(), {"C": [0.1, 1.0]}),
    (Ridge(), {"alpha": [0.1, 1.0]}),
    (
        make_pipeline(StandardScaler(), LogisticRegression()),
        {"logisticregression__C": [0.1, 1.0]},
    ),
    (make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [0.1, 1.0]}),
    (KMeans(n_init=1, random_state=0), {"n_clusters": [2, 3]}),
    (PCA(), {"n_components": [1]}),
]


# The checks fit on data that no model likes; what they assert is told by failing.
@pytest.mark.filterwarnings("default")
@parametrize_with_checks(
    [
        make(estimator, grid, cv=2)
        for make in SEARCHES.values()
        for estimator, grid in AROUND
    ]
)
def test_estimator_checks(estimator, check):
    check(estimator)
