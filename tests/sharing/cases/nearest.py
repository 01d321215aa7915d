from sklearn.neighbors import RadiusNeighborsRegressor

from tests.sharing.case import Case

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
