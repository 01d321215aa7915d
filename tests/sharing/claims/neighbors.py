"""Claims and cases of what estimators of ``sklearn.neighbors`` ignore."""

from sklearn.neighbors import (
    KNeighborsClassifier,
    KNeighborsRegressor,
    KNeighborsTransformer,
    LocalOutlierFactor,
    NearestNeighbors,
    RadiusNeighborsClassifier,
    RadiusNeighborsRegressor,
    RadiusNeighborsTransformer,
)

from tests.sharing.case import Case
from tests.sharing.claim import Claim

SWITCHES = [
    {
        "algorithm": ["brute", "kd_tree", "ball_tree", "auto"],
        "metric": ["minkowski", "euclidean", "manhattan"],
    },
    {"algorithm": ["brute"], "metric": ["cosine", "sqeuclidean"]},
    {"metric": ["minkowski"], "metric_params": [{"p": 3}]},
]


def _claim(estimator, task="classification"):
    values = {"leaf_size": (2, 30), "p": (1, 2)}
    # leaf_size makes other trees, which find the same neighbours in another order
    return Claim(estimator, values, SWITCHES, task=task, never=("leaf_size",))


CLAIMS = [
    _claim(KNeighborsClassifier(3)),
    _claim(RadiusNeighborsClassifier(4.0, outlier_label=0)),
    _claim(KNeighborsRegressor(3), "regression"),
    _claim(RadiusNeighborsRegressor(4.0), "regression"),
    _claim(KNeighborsTransformer()),
    _claim(RadiusNeighborsTransformer(radius=4.0)),
    _claim(NearestNeighbors()),
    _claim(LocalOutlierFactor(5, novelty=True)),
]


CASES = [
    Case(
        RadiusNeighborsRegressor(8.0),
        {
            "algorithm": ["brute", "kd_tree"],
            "leaf_size": [10, 30],
            "metric": ["minkowski", "euclidean"],
            "p": [1, 2],
        },
        task="regression",
        n_fits=2 + 1 + 4 + 2,
        only=("dense", "two outputs"),
    ),
]
