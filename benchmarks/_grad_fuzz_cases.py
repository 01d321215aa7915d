"""Random searches with an exact gradient, for `grad_fuzz.py`.

A case follows from its seed: rows and columns of scikit-learn's real data, some of them
with noise or collinear columns added, a model in one of many settings, one or two
ranges that are wide on their scales, a score and a small `n_iter`. Targets have the
scale that they have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from _grad_problems import Range, grid_of, spec_of
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_iris,
    load_wine,
)
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_approximation import Nystroem
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    ElasticNet,
    GammaRegressor,
    HuberRegressor,
    Lasso,
    LogisticRegression,
    MultiTaskElasticNet,
    MultiTaskLasso,
    PoissonRegressor,
    Ridge,
    RidgeClassifier,
    TweedieRegressor,
)
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

Rng = np.random.Generator

MOST_ROWS, MOST_COLUMNS = 220, 30
# Share of the cases that scale the columns first.
SCALED = 0.7
REGRESSION = [
    "r2",
    "neg_mean_squared_error",
    "neg_root_mean_squared_error",
    "neg_mean_absolute_error",
    "explained_variance",
]
LOG_LOSSES = ["neg_log_loss", "neg_log_loss", "neg_brier_score", "d2_log_loss_score"]
COUNTS = ["accuracy", "roc_auc"]


@dataclass(frozen=True)
class Case:
    """A search.

    Parameters
    ----------
    estimator : estimator
    space : dict of str to (low, high, log)
    X, y : ndarray
    scoring : str
    cv : splitter
    n_iter : int
    counts : bool
        Whether the score counts or ranks rows, so that it has no gradient.
    """

    estimator: Any
    space: Mapping[str, Range]
    X: np.ndarray
    y: np.ndarray
    scoring: str
    cv: Any
    n_iter: int
    counts: bool

    def spec(self) -> dict[str, Any]:
        """Give the space as a search takes it."""
        return spec_of(self.space)

    def grid(self, n: int) -> dict[str, list[float]]:
        """Give n values of each parameter, evenly spaced on its scale."""
        return grid_of(self.space, n)

    def __str__(self) -> str:
        model = " ".join(repr(self.estimator).split())
        space = ", ".join(
            f"{name} {low:.3g} to {high:.3g}"
            for name, (low, high, _) in self.space.items()
        )
        return (
            f"{model} on {self.X.shape}, {space}; {self.scoring}, n_iter={self.n_iter}"
        )


@dataclass(frozen=True)
class _Kind:
    """A kind of model: its target, how it is drawn, and its scores."""

    target: str
    draw: Callable[[Rng], tuple[Any, dict[str, Range]]]
    scores: list[str]


def draw_case(seed: int) -> Case:
    """Return the case of a seed, always the same."""
    rng = np.random.default_rng([20, seed])
    kind = KINDS[_one(rng, sorted(KINDS))]
    X, y = _table(rng, kind.target)
    model, space = kind.draw(rng)
    if getattr(model, "solver", "") == "liblinear":
        two = np.isin(y, np.unique(y)[:2])  # it takes no more
        X, y = X[two], y[two]
    scores = kind.scores
    if len(np.unique(y)) > 2:
        scores = [s for s in scores if s not in ("roc_auc", "neg_brier_score")]
    scoring = _one(rng, scores)
    estimator, space = _with_steps(rng, model, space, X.shape[1])
    classes = kind.target == "classes"
    splitter = StratifiedKFold if classes else KFold
    cv = splitter(int(rng.integers(3, 6)), shuffle=True, random_state=0)
    n_iter = int(_one(rng, [8, 12, 20, 30]))
    return Case(estimator, space, X, y, scoring, cv, n_iter, scoring in COUNTS)


def _one(rng: Rng, values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def _log(rng: Rng, low: tuple[float, float], high: tuple[float, float]) -> Range:
    """Draw a range between powers of ten."""
    return 10 ** rng.uniform(*low), 10 ** rng.uniform(*high), True


def _some(rng: Rng, space: dict[str, Range]) -> dict[str, Range]:
    """Draw one parameter, or all."""
    if len(space) == 1 or rng.random() < 0.6:
        return space
    name = _one(rng, sorted(space))
    return {name: space[name]}


def _with_steps(
    rng: Rng, model: Any, space: dict[str, Range], n_columns: int
) -> tuple[Any, dict[str, Range]]:
    """Put the model behind steps that scale or expand the columns."""
    steps: list[Any] = []
    # libsvm may not end on columns of very different scales
    if rng.random() < SCALED or isinstance(model, SVR | SVC):
        steps.append(StandardScaler())
    linear = not isinstance(model, KernelRidge | SVR | SVC | GaussianProcessRegressor)
    more = rng.random()
    if linear and steps and more < 0.12:
        steps.append(Nystroem(gamma=0.5 / n_columns, n_components=40, random_state=0))
    elif linear and steps and more < 0.3 and n_columns <= 8:
        steps.append(PolynomialFeatures(2, include_bias=False))
    if not steps:
        return model, space
    whole = make_pipeline(*steps, model)
    prefix = whole.steps[-1][0]
    space = {f"{prefix}__{name}": of for name, of in space.items()}
    if isinstance(steps[-1], Nystroem) and len(space) == 1 and rng.random() < 0.5:
        space["nystroem__gamma"] = _log(rng, (-3, -2), (0, 1))
    return whole, space


# -- data ----------------------------------------------------------------------------


@cache
def _loaded(name: str) -> tuple[np.ndarray, np.ndarray]:
    load = {
        "diabetes": load_diabetes,
        "cancer": load_breast_cancer,
        "wine": load_wine,
        "iris": load_iris,
        "digits": load_digits,
    }[name]
    X, y = load(return_X_y=True)
    return X[:, X.std(axis=0) > 0], y


def _table(rng: Rng, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Draw rows, columns and a target."""
    if target == "classes":
        X, y = _loaded(_one(rng, ["cancer", "wine", "iris", "digits"]))
        n = len(np.unique(y))
        if (n > 2 and rng.random() < 0.4) or n > 3:
            few = rng.choice(np.unique(y), int(rng.integers(2, 4)), replace=False)
            X, y = X[np.isin(y, few)], y[np.isin(y, few)]
    else:
        X, y = _numbers(rng, target)
    rows = rng.permutation(len(X))[: int(rng.integers(80, MOST_ROWS))]
    n_columns = int(rng.integers(2, min(X.shape[1], MOST_COLUMNS) + 1))
    columns = np.sort(rng.permutation(X.shape[1])[:n_columns])
    X, y = X[np.ix_(rows, columns)], y[rows]
    X = X[:, X.std(axis=0) > 0]
    noisy = rng.random()
    if noisy < 0.25:
        size = (len(X), int(rng.integers(1, 15)))
        X = np.column_stack([X, rng.normal(size=size) * X.std()])
    elif noisy < 0.4:
        twins = X[:, : int(rng.integers(1, X.shape[1] + 1))]
        X = np.column_stack(
            [X, twins + 1e-3 * twins.std() * rng.normal(size=twins.shape)]
        )
    if target != "classes" and rng.random() < 0.3:
        noise = np.abs(rng.normal(size=y.shape)) * y.std(axis=0)
        y = y + noise * _one(rng, [0.5, 1.0, 3.0])
    return X, y


def _numbers(rng: Rng, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Draw a target that is a number: diabetes, or a column of other data."""
    name = _one(rng, ["diabetes", "diabetes", "cancer", "wine", "iris"])
    X, y = _loaded(name)
    if name != "diabetes" or target == "several":
        table = np.column_stack([X, y])
        n = int(rng.integers(2, 4)) if target == "several" else 1
        own = rng.choice(table.shape[1] - (name != "diabetes"), n, replace=False)
        y, X = table[:, own], np.delete(table, own, axis=1)
        y = y if target == "several" else y[:, 0]
    if target == "positive":
        y = y - min(y.min(), 0) + 0.1 * y.std()
    return X, y


# -- models --------------------------------------------------------------------------


def _penalised(rng: Rng, make: Any, **settings: Any) -> Any:
    return make(**settings), {"alpha": _log(rng, (-6, -2), (1, 4))}


def _elastic(rng: Rng, make: Any) -> Any:
    space = {"alpha": _log(rng, (-5, -2), (0, 3)), "l1_ratio": (0.01, 1.0, False)}
    return make(), _some(rng, space)


def _kernel_ridge(rng: Rng) -> Any:
    kernel = _one(rng, ["rbf", "rbf", "poly", "laplacian"])
    space = {"alpha": _log(rng, (-6, -3), (0, 3)), "gamma": _log(rng, (-5, -2), (0, 2))}
    return KernelRidge(kernel=kernel), _some(rng, space)


def _gaussian_process(rng: Rng) -> Any:
    model = GaussianProcessRegressor(
        RBF(1.0), optimizer=None, normalize_y=bool(rng.random() < 0.7)
    )
    space = {
        "alpha": _log(rng, (-6, -3), (0, 2)),
        "kernel__length_scale": _log(rng, (-2, 0), (1, 3)),
    }
    return model, _some(rng, space)


def _svr(rng: Rng) -> Any:
    # without a kernel, libsvm takes minutes on collinear columns
    space = {"C": _log(rng, (-4, -1), (1, 3)), "epsilon": _log(rng, (-4, -1), (0, 1.5))}
    widths = {"gamma": _log(rng, (-5, -2), (0, 1))}
    space = _one(rng, [space, space, {"C": space["C"], **widths}, widths])
    return SVR(), _some(rng, space)


def _linear_svr(rng: Rng) -> Any:
    loss = _one(rng, ["squared_epsilon_insensitive", "epsilon_insensitive"])
    space = {"C": _log(rng, (-5, -2), (0, 3)), "epsilon": _log(rng, (-4, -1), (0, 1.5))}
    return LinearSVR(loss=loss, dual="auto", random_state=0), _some(rng, space)


def _huber(rng: Rng) -> Any:
    space = {"alpha": _log(rng, (-6, -2), (1, 4)), "epsilon": (1.01, 4.0, False)}
    return HuberRegressor(), _some(rng, space)


def _tweedie(rng: Rng) -> Any:
    return _penalised(rng, TweedieRegressor, power=_one(rng, [1.2, 1.5, 1.8]))


def _logistic(rng: Rng) -> Any:
    solver = _one(rng, ["lbfgs", "lbfgs", "newton-cholesky", "liblinear"])
    return LogisticRegression(solver=solver), {"C": _log(rng, (-6, -2), (1, 5))}


def _logistic_l1(rng: Rng) -> Any:
    solver = _one(rng, ["liblinear", "saga"])
    model = LogisticRegression(l1_ratio=1, solver=solver, random_state=0)
    return model, {"C": _log(rng, (-4, -2), (0, 3))}


def _logistic_elastic(rng: Rng) -> Any:
    model = LogisticRegression(l1_ratio=0.5, solver="saga", random_state=0)
    space = {"C": _log(rng, (-4, -2), (0, 2)), "l1_ratio": (0.0, 1.0, False)}
    return model, _some(rng, space)


def _svc(rng: Rng) -> Any:
    space = {"C": _log(rng, (-3, -1), (1, 4)), "gamma": _log(rng, (-5, -2), (0, 1))}
    return SVC(), _some(rng, space)


def _linear_svc(rng: Rng) -> Any:
    return LinearSVC(dual="auto", random_state=0), {"C": _log(rng, (-5, -2), (0, 3))}


def _lda(rng: Rng) -> Any:
    solver = _one(rng, ["lsqr", "eigen"])
    return LinearDiscriminantAnalysis(solver), {"shrinkage": (0.0, 1.0, False)}


POSITIVE = ["neg_mean_poisson_deviance", "r2", "neg_mean_absolute_error"]
KINDS = {
    "ridge": _Kind("number", lambda rng: _penalised(rng, Ridge), REGRESSION),
    "lasso": _Kind("number", lambda rng: _penalised(rng, Lasso), REGRESSION),
    "elastic net": _Kind("number", lambda rng: _elastic(rng, ElasticNet), REGRESSION),
    "several lasso": _Kind(
        "several", lambda rng: _penalised(rng, MultiTaskLasso), REGRESSION[:4]
    ),
    "several elastic net": _Kind(
        "several", lambda rng: _elastic(rng, MultiTaskElasticNet), REGRESSION[:4]
    ),
    "kernel ridge": _Kind("number", _kernel_ridge, REGRESSION),
    "gaussian process": _Kind("number", _gaussian_process, REGRESSION),
    "svr": _Kind("number", _svr, REGRESSION),
    "linear svr": _Kind("number", _linear_svr, REGRESSION),
    "huber": _Kind("number", _huber, REGRESSION),
    "poisson": _Kind(
        "positive", lambda rng: _penalised(rng, PoissonRegressor), POSITIVE
    ),
    "gamma": _Kind("positive", lambda rng: _penalised(rng, GammaRegressor), POSITIVE),
    "tweedie": _Kind("positive", _tweedie, POSITIVE),
    "logistic": _Kind("classes", _logistic, [*LOG_LOSSES, *COUNTS]),
    "logistic l1": _Kind("classes", _logistic_l1, LOG_LOSSES),
    "logistic elastic": _Kind("classes", _logistic_elastic, LOG_LOSSES),
    "ridge classifier": _Kind(
        "classes", lambda rng: _penalised(rng, RidgeClassifier), COUNTS
    ),
    "svc": _Kind("classes", _svc, COUNTS),
    "linear svc": _Kind("classes", _linear_svc, COUNTS),
    "lda": _Kind("classes", _lda, [*LOG_LOSSES, "accuracy"]),
}
