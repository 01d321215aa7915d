"""Iterative imputation: nothing is ignored; samples, neighbours, an order are drawn."""

from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer

from tests.sharing.claim import Claim
from tests.sharing.data import TASKS


def _two_with_holes():
    X, y = TASKS["classification"]()["nan"]
    X = X.copy()
    X[::5, 3] = X[::4, 4] = float("nan")
    return X, y


def _claim(draws):
    return Claim(
        IterativeImputer(max_iter=2),
        switches={
            "sample_posterior": [False, True],
            "imputation_order": ["ascending", "random"],
            "n_nearest_features": [None, 2],
        },
        data=_two_with_holes,
        draws=draws,
    )


CLAIMS = [
    _claim({"sample_posterior": True}),
    _claim({"imputation_order": "random"}),
    _claim({"n_nearest_features": 2}),
]
