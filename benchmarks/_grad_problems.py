"""The problems of `grad.py`: an estimator, one or two ranges, and data.

Targets of regressions have unit variance, so that tolerances mean the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_wine,
    make_regression,
)
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    ElasticNet,
    ElasticNetCV,
    HuberRegressor,
    Lasso,
    LassoCV,
    LogisticRegression,
    LogisticRegressionCV,
    PoissonRegressor,
    Ridge,
    RidgeClassifier,
    RidgeCV,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC

# (low, high, whether the scale is logarithmic)
Range = tuple[float, float, bool]


def spec_of(space: Mapping[str, Range]) -> dict[str, Any]:
    """Give a space as a search takes it."""
    return {
        name: (low, high, "log-uniform" if log else "uniform")
        for name, (low, high, log) in space.items()
    }


def grid_of(space: Mapping[str, Range], n: int) -> dict[str, list[float]]:
    """Give n values of each parameter, evenly spaced on its scale."""
    return {
        name: list(np.geomspace(low, high, n) if log else np.linspace(low, high, n))
        for name, (low, high, log) in space.items()
    }


@dataclass(frozen=True)
class Problem:
    """What is searched.

    Parameters
    ----------
    load : callable
        Gives X and y.
    estimator : estimator
    space : dict of str to (low, high, log)
        One or two.
    own : callable or None
        ``own(values, cv)`` gives scikit-learn's search of the model's own, over the
        values of its only parameter; where it chooses them itself it ignores them.
    reach : float
        By how much GridSearchCV's processor time is to be undercut.
    counts : bool
        Whether the score counts rows, so that it is not the gradient's own.
    """

    load: Callable[[], tuple[Any, np.ndarray]]
    estimator: Any
    space: Mapping[str, Range]
    scoring: str | None = None
    own: Callable[[np.ndarray, Any], Any] | None = None
    reach: float = 3.5
    counts: bool = False

    def spec(self) -> dict[str, Any]:
        """Give the space as a search takes it."""
        return spec_of(self.space)

    def grid(self, n: int) -> dict[str, list[float]]:
        """Give n values of each parameter, evenly spaced on its scale."""
        return grid_of(self.space, n)


def _standard(y: np.ndarray) -> np.ndarray:
    return (y - y.mean()) / y.std()


def _diabetes(degree: int) -> tuple[np.ndarray, np.ndarray]:
    X, y = load_diabetes(return_X_y=True)
    scaled = make_pipeline(
        PolynomialFeatures(degree, include_bias=False), StandardScaler()
    )
    return scaled.fit_transform(X), _standard(y)


def _progression() -> tuple[np.ndarray, np.ndarray]:
    X, y = load_diabetes(return_X_y=True)
    return StandardScaler().fit_transform(X), y


def _cancer() -> tuple[np.ndarray, np.ndarray]:
    X, y = load_breast_cancer(return_X_y=True)
    return X, y


def _scaled_cancer() -> tuple[np.ndarray, np.ndarray]:
    X, y = _cancer()
    return StandardScaler().fit_transform(X), y


def _digits() -> tuple[np.ndarray, np.ndarray]:
    X, y = load_digits(return_X_y=True)
    return X / 16, y


def _wine() -> tuple[np.ndarray, np.ndarray]:
    X, y = load_wine(return_X_y=True)
    return StandardScaler().fit_transform(X), y


def _wide() -> tuple[np.ndarray, np.ndarray]:
    X, y = make_regression(1000, 2000, n_informative=50, noise=50.0, random_state=0)
    return X, _standard(y)


def _long() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(10_000, 300)) @ (
        np.eye(300) + rng.normal(size=(300, 300)) / 20
    )
    return X, _standard(X @ rng.normal(size=300) + rng.normal(size=10_000) * 30)


def _words() -> tuple[sparse.csr_matrix, np.ndarray]:
    """10,000 texts of 2,000 words, as frequent as Zipf says, of unit length."""
    rng = np.random.default_rng(0)
    n, p = 10_000, 2000
    often = 1 / np.arange(3, p + 3)
    counts = rng.poisson(60 * often / often.sum(), size=(n, p))
    X = sparse.csr_matrix(np.log1p(counts) * np.log(1 / often))
    X = sparse.diags(1 / np.sqrt(np.asarray(X.multiply(X).sum(axis=1)).ravel())) @ X
    u = X @ (rng.normal(size=p) * (rng.random(p) < 0.2)) * 6
    return sparse.csr_matrix(X), (u + rng.logistic(size=n) > 0).astype(int)


ALPHA = {"alpha": (1e-4, 1e4, True)}
PENALTY = {"alpha": (1e-4, 1e1, True)}
STRENGTH = {"C": (1e-4, 1e4, True)}
KERNEL = {"gamma": (1e-4, 1e0, True)}

PROBLEMS: dict[str, Problem] = {
    "Ridge 442 x 285": Problem(
        lambda: _diabetes(3),
        Ridge(),
        ALPHA,
        own=lambda values, cv: RidgeCV(values, cv=cv),
        reach=10,
    ),
    "Ridge 10,000 x 300": Problem(
        _long, Ridge(), ALPHA, own=lambda values, cv: RidgeCV(values, cv=cv)
    ),
    "Lasso 442 x 65": Problem(
        lambda: _diabetes(2),
        Lasso(max_iter=20_000),
        PENALTY,
        own=lambda values, cv: LassoCV(cv=cv, max_iter=20_000),
        reach=12,
    ),
    "Lasso 1,000 x 2,000": Problem(
        _wide,
        Lasso(max_iter=20_000),
        PENALTY,
        own=lambda values, cv: LassoCV(cv=cv, max_iter=20_000),
        reach=12,
    ),
    "ElasticNet alpha x l1_ratio": Problem(
        lambda: _diabetes(2),
        ElasticNet(max_iter=20_000),
        {**PENALTY, "l1_ratio": (0.05, 1.0, False)},
        own=lambda values, cv: ElasticNetCV(
            cv=cv, l1_ratio=list(np.linspace(0.05, 1, 10)), max_iter=20_000
        ),
    ),
    "LogisticRegression in a Pipeline 569 x 30": Problem(
        _cancer,
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        {"logisticregression__C": (1e-4, 1e4, True)},
        "neg_log_loss",
        own=lambda values, cv: make_pipeline(
            StandardScaler(),
            LogisticRegressionCV(
                Cs=values, cv=cv, scoring="neg_log_loss", max_iter=1000
            ),
        ),
        reach=10,
    ),
    "LogisticRegression of ten classes": Problem(
        _digits, LogisticRegression(max_iter=1000), STRENGTH, "neg_log_loss"
    ),
    "LogisticRegression L1": Problem(
        _scaled_cancer,
        LogisticRegression(
            penalty="l1", solver="liblinear", max_iter=1000, random_state=0
        ),
        {"C": (1e-3, 1e3, True)},
        "neg_log_loss",
    ),
    "LogisticRegression sparse 10,000 x 2,000": Problem(
        _words, LogisticRegression(max_iter=1000), STRENGTH, "neg_log_loss"
    ),
    "KernelRidge alpha x gamma": Problem(
        _progression,
        KernelRidge(kernel="rbf"),
        {"alpha": (1e-4, 1e2, True), **KERNEL},
        reach=12,
    ),
    "GaussianProcessRegressor": Problem(
        lambda: _diabetes(1),
        GaussianProcessRegressor(RBF(), optimizer=None),
        {"alpha": (1e-3, 1e2, True), "kernel__length_scale": (1e-1, 1e2, True)},
    ),
    "SVR C x gamma": Problem(
        lambda: _diabetes(1), SVR(), {"C": (1e-2, 1e3, True), **KERNEL}
    ),
    "PoissonRegressor": Problem(_progression, PoissonRegressor(max_iter=1000), ALPHA),
    "HuberRegressor": Problem(
        lambda: _diabetes(1), HuberRegressor(max_iter=1000), ALPHA
    ),
    "RidgeClassifier accuracy": Problem(
        _digits, RidgeClassifier(), ALPHA, counts=True, reach=3
    ),
    "LinearSVC accuracy": Problem(
        _wine,
        LinearSVC(max_iter=10_000, random_state=0),
        STRENGTH,
        counts=True,
        reach=3,
    ),
    "SVC accuracy, breast cancer": Problem(
        _scaled_cancer,
        SVC(),
        {"C": (1e-2, 1e4, True), "gamma": (1e-5, 1e1, True)},
        counts=True,
        reach=3,
    ),
    "LogisticRegression ROC AUC": Problem(
        _cancer,
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        {"logisticregression__C": (1e-4, 1e4, True)},
        "roc_auc",
        counts=True,
        reach=3.5,
    ),
    "SVC average precision, breast cancer": Problem(
        _scaled_cancer,
        SVC(),
        {"C": (1e-2, 1e4, True), "gamma": (1e-5, 1e1, True)},
        "average_precision",
        counts=True,
        reach=3.5,
    ),
    "SVC accuracy, digits": Problem(
        _digits,
        SVC(),
        {"C": (1e-2, 1e4, True), "gamma": (1e-4, 1e1, True)},
        counts=True,
        reach=3,
    ),
}
