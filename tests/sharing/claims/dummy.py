"""Claims and cases of what estimators of ``sklearn.dummy`` ignore."""

from sklearn.dummy import DummyClassifier, DummyRegressor

from tests.sharing.case import Case
from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        DummyClassifier(),
        {"random_state": (0, 1), "constant": (0, 1)},
        {"strategy": ["most_frequent", "prior", "stratified", "uniform", "constant"]},
    ),
    Claim(
        DummyRegressor(),
        {"constant": (1.0, 2.0), "quantile": (0.2, 0.7)},
        {"strategy": ["mean", "median", "quantile", "constant"]},
        task="regression",
    ),
]


CASES = [
    Case(
        DummyClassifier(),
        {
            "strategy": ["prior", "stratified", "constant"],
            "random_state": [0, 1],
            "constant": [1, 0],
        },
        n_fits=1 + 2 + 2,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        DummyRegressor(),
        {
            "strategy": ["mean", "quantile"],
            "constant": [1.0, 2.0],
            "quantile": [0.2, 0.5],
        },
        task="regression",
        n_fits=1 + 2,
        weights=True,
        only=("dense", "two outputs"),
    ),
]
