"""Histogram gradient boosting: what is for early stopping, or for quantiles."""

import numpy as np
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)

from tests.sharing.claim import Claim

OVERFIT = {"max_iter": 8, "learning_rate": 0.8, "random_state": 0}
STOP = {
    "n_iter_no_change": (1, 3),
    "scoring": ("loss", None),
    "tol": (0.0, 10.0),
    "validation_fraction": (0.3, 0.4),
}
SWITCHES = {"early_stopping": [False, True, "auto"], "max_features": [1.0, 0.5]}


def _many(n, numbers):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, 2))
    y = X[:, 0] + rng.normal(size=n)
    return X, y if numbers else (y > 0).astype(int)


CLAIMS = [
    Claim(
        HistGradientBoostingClassifier(**OVERFIT),
        STOP,
        SWITCHES,
        draws={"max_features": 0.5},
    ),
    Claim(
        HistGradientBoostingRegressor(**OVERFIT),
        {**STOP, "quantile": (0.5, 0.9)},
        [
            {"loss": ["squared_error", "quantile"], **SWITCHES},
            {"loss": ["absolute_error"]},
            {"loss": ["squared_error"], "validation_fraction": [None]},
        ],
        task="regression",
        draws={"early_stopping": True},
    ),
    # "auto" stops early from 10,000 rows on, and draws
    Claim(
        HistGradientBoostingClassifier(max_iter=2),
        draws={"early_stopping": "auto"},
        data=lambda: _many(10_001, numbers=False),
    ),
    Claim(
        HistGradientBoostingRegressor(max_iter=2),
        switches={"early_stopping": ["auto"]},
        data=lambda: _many(10_000, numbers=True),
        task="regression",
        draws={"max_features": 0.5},
    ),
    # bins are found from a sample of 200,000 rows
    Claim(
        HistGradientBoostingRegressor(max_iter=2, early_stopping=False),
        draws={"early_stopping": False},
        data=lambda: _many(300_000, numbers=True),
        task="regression",
    ),
]
