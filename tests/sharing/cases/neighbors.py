import numpy as np
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from tests.sharing.case import Case

CASES = [
    Case(
        KNeighborsClassifier(),
        {
            "n_neighbors": [7, 1, 2, 31, 60, 61],
            "weights": ["uniform", "distance"],
        },
        n_fits=1,
    ),
    Case(
        KNeighborsClassifier(algorithm="brute"),
        {
            "n_neighbors": [2, 9, 4],
            "weights": ["uniform", "distance"],
            "metric": ["euclidean", "manhattan", "nan_euclidean"],
        },
        n_fits=3,
        only=("dense", "ties", "duplicates", "nan", "sparse", "frame", "wide"),
    ),
    Case(
        KNeighborsClassifier(leaf_size=5),
        {
            "n_neighbors": [2, 0, 9],
            "weights": [None, "distance", np.exp],
            "algorithm": ["kd_tree", "ball_tree"],
        },
        only=("dense", "ties", "duplicates", "fortran", "names"),
    ),
    Case(
        KNeighborsRegressor(),
        {
            "n_neighbors": [1, 11, 40],
            "weights": ["uniform", "distance"],
            "algorithm": ["auto", "ball_tree"],
        },
        task="regression",
    ),
    Case(
        KNeighborsRegressor(weights="distance"),
        {"n_neighbors": [3, 100, 1], "metric": ["nan_euclidean", "cosine"]},
        task="regression",
        only=("dense", "ties", "nan", "two outputs"),
    ),
]
