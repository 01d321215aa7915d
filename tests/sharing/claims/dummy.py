"""Dummy estimators: parameters of strategies that are not chosen."""

from sklearn.dummy import DummyClassifier, DummyRegressor

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
