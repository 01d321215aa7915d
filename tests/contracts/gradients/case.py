"""What the contract suite asks of a model, and data to ask it on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.preprocessing import StandardScaler

Data = tuple[Any, Any, Any]


def columns(n, p, seed=0):
    """Correlated columns away from 0, with rows of uneven weight."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) @ (np.eye(p) + 0.3 * rng.normal(size=(p, p))) + 0.5
    return rng, X, rng.uniform(0.2, 3, size=n)


def regression(n=70, p=7):
    rng, X, s = columns(n, p)
    return X, X @ rng.normal(size=p) / 3 + rng.normal(size=n) * 2 + 5, s


def three_targets(n=70, p=7):
    rng, X, s = columns(n, p)
    return X, X @ rng.normal(size=(p, 3)) / 3 + rng.normal(size=(n, 3)) + [5, 0, -50], s


def two_classes(n=70, p=7):
    rng, X, s = columns(n, p)
    u = X @ rng.normal(size=p) / 3 + rng.normal(size=n) * 2 - 1
    return X, np.array(["no", "yes"])[(u > 0).astype(int)], s


def zeros_and_ones(n=70, p=7):
    X, y, s = two_classes(n, p)
    return X, (y == "yes").astype(int), s


def three_classes(n=70, p=7):
    rng, X, s = columns(n, p)
    u = X @ rng.normal(size=(p, 3)) / 3 + rng.normal(size=(n, 3)) * 2
    return X, u.argmax(axis=1), s


@dataclass(frozen=True)
class Case:
    """An estimator, and what to ask it.

    `stationary` is how near to its optimum scikit-learn fits it, and `precisely` the
    settings with which scikit-learn finds that optimum to rounding: differences of
    scores are as good as the fits behind them, and `rtol` is how good those are; `step`
    is that of the differences, as a share of the parameter. `off` is how far from its
    optimum a fit still has the same active rows or columns.
    `polished` gives a fit brought to its optimum where no settings do.
    `weights` says whether it is fitted with weights of the rows, `routed` whether those
    take metadata routing, `kinds` what X may be, `scaler` what may come before it in a
    Pipeline.
    """

    estimator: Any
    data: Callable[[], Data]
    theta: dict[str, float]
    scoring: tuple[str, ...]
    sizes: tuple[dict[str, int], ...] = ({},)
    stationary: float = 1e-7
    precisely: Mapping[str, Any] = field(default_factory=dict)
    polished: Callable[[Any, Any, Any, Any], Any] | None = None
    rtol: float = 1e-5
    step: float = 1e-4
    off: float = 1e-2
    weights: bool = True
    routed: bool = False
    kinds: tuple[str, ...] = ("dense", "sparse")
    scaler: Any = field(default_factory=StandardScaler)


REGRESSION_SCORES = (
    "r2",
    "neg_mean_squared_error",
    "neg_root_mean_squared_error",
    "neg_mean_absolute_error",
    "explained_variance",
)
