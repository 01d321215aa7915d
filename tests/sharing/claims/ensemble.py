"""Claims and cases of what estimators of ``sklearn.ensemble`` ignore."""

import numpy as np
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from tests.sharing.case import Case
from tests.sharing.claim import Claim

SEEDING_SMALL = {"n_estimators": 2, "random_state": 0}
UNSEEDED = {"estimator__random_state": [None], "estimator__max_features": [2]}
CLASSES = DecisionTreeClassifier(max_depth=2)
NUMBERS = DecisionTreeRegressor(max_depth=2)

SEEDING_CLAIMS = [
    Claim(BaggingClassifier(CLASSES, **SEEDING_SMALL), switches=UNSEEDED),
    Claim(AdaBoostClassifier(CLASSES, **SEEDING_SMALL), switches=UNSEEDED),
    Claim(
        BaggingRegressor(NUMBERS, **SEEDING_SMALL), switches=UNSEEDED, task="regression"
    ),
    Claim(
        AdaBoostRegressor(NUMBERS, **SEEDING_SMALL),
        switches=UNSEEDED,
        task="regression",
    ),
]


SEEDING_CASES = [
    Case(
        BaggingClassifier(DecisionTreeClassifier(max_depth=2), random_state=0),
        {"n_estimators": [2, 4]},
        only=("dense",),
        n_fits=1,
    ),
    Case(
        AdaBoostRegressor(DecisionTreeRegressor(max_depth=2), random_state=0),
        {"n_estimators": [2, 4]},
        task="regression",
        only=("dense",),
        n_fits=1,
    ),
]


BOOSTING_STOP_STOP = {"validation_fraction": (0.3, 0.4), "tol": (0.0, 10.0)}
BOOSTING_STOP_SMALL = {"n_estimators": 6, "max_depth": 2, "random_state": 0}

BOOSTING_STOP_CLAIMS = [
    Claim(
        GradientBoostingClassifier(**BOOSTING_STOP_SMALL),
        BOOSTING_STOP_STOP,
        {"n_iter_no_change": [None, 1], "loss": ["log_loss"]},
    ),
    Claim(
        GradientBoostingRegressor(**BOOSTING_STOP_SMALL),
        {**BOOSTING_STOP_STOP, "alpha": (0.5, 0.9)},
        {
            "n_iter_no_change": [None, 1],
            "loss": ["squared_error", "absolute_error", "huber", "quantile"],
        },
        task="regression",
    ),
]


BOOSTING_STOP_CASES = [
    Case(
        GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0),
        {
            "n_iter_no_change": [None, 1],
            "validation_fraction": [0.1, 0.2],
            "tol": [1e-4, 1e-2],
        },
        n_fits=1 + 4,
        only=("dense", "two classes", "sparse"),
        weights=True,
    ),
    Case(
        GradientBoostingRegressor(n_estimators=3, max_depth=2, random_state=0),
        {"loss": ["squared_error", "huber", "quantile"], "alpha": [0.5, 0.9]},
        task="regression",
        n_fits=1 + 4,
        weights=True,
        only=("dense", "two outputs"),
    ),
]


OVERFIT = {"max_iter": 8, "learning_rate": 0.8, "random_state": 0}
HIST_BOOSTING_STOP_STOP = {
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


HIST_BOOSTING_STOP_CLAIMS = [
    Claim(
        HistGradientBoostingClassifier(**OVERFIT),
        HIST_BOOSTING_STOP_STOP,
        SWITCHES,
        draws={"max_features": 0.5},
    ),
    Claim(
        HistGradientBoostingRegressor(**OVERFIT),
        {**HIST_BOOSTING_STOP_STOP, "quantile": (0.5, 0.9)},
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


HIST_BOOSTING_STOP_CASES = [
    Case(
        HistGradientBoostingClassifier(max_iter=3),
        {
            "early_stopping": [False, True],
            "validation_fraction": [0.1, 0.2],
            "n_iter_no_change": [1, 2],
            "random_state": [0],
            "scoring": ["loss", "accuracy"],
        },
        n_fits=1 + 8,
        only=("dense", "nan"),
        weights=True,
        slow=True,
    ),
    Case(
        HistGradientBoostingClassifier(max_iter=3, early_stopping=False),
        {"validation_fraction": [None, 0.1, 5], "tol": [1e-7, 1e-3, -1.0]},
        only=("dense", "two classes"),
    ),
    Case(
        HistGradientBoostingRegressor(max_iter=3),
        {"loss": ["squared_error", "quantile"], "quantile": [0.5, 0.9]},
        task="regression",
        n_fits=1 + 2,
        weights=True,
        only=("dense", "two outputs"),
        slow=True,
    ),
]

CLAIMS = [*SEEDING_CLAIMS, *BOOSTING_STOP_CLAIMS, *HIST_BOOSTING_STOP_CLAIMS]
CASES = [*SEEDING_CASES, *BOOSTING_STOP_CASES, *HIST_BOOSTING_STOP_CASES]
