"""Every differentiable model and criterion, made for the contract suite."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

from sk_hpo.gradients.criterion import criteria
from sk_hpo.gradients.inner_map import models

Data = tuple[Any, Any, Any]


def columns(n, p, seed=0):
    """Correlated columns away from 0, with rows of uneven weight."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) @ (np.eye(p) + 0.3 * rng.normal(size=(p, p))) + 0.5
    return rng, X, rng.uniform(0.2, 3, size=n)


def regression(n=70, p=7):
    rng, X, s = columns(n, p)
    return X, X @ rng.normal(size=p) / 3 + rng.normal(size=n) * 2 + 5, s


def two_classes(n=70, p=7):
    rng, X, s = columns(n, p)
    u = X @ rng.normal(size=p) / 3 + rng.normal(size=n) * 2 - 1
    return X, np.array(["no", "yes"])[(u > 0).astype(int)], s


def zeros_and_ones(n=70, p=7):
    X, y, s = two_classes(n, p)
    return X, (y == "yes").astype(int), s


@dataclass(frozen=True)
class Case:
    """An estimator, and what to ask it.

    `stationary` is how near to its optimum scikit-learn fits it, and `precisely` the
    settings with which scikit-learn finds that optimum to rounding: differences of
    scores are as good as the fits behind them.
    """

    estimator: Any
    data: Callable[[], Data]
    theta: dict[str, float]
    scoring: tuple[str, ...]
    sizes: tuple[dict[str, int], ...] = ({},)
    stationary: float = 1e-7
    precisely: Mapping[str, Any] = field(default_factory=dict)


LOGISTIC = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}
REGRESSION_SCORES = (
    "r2",
    "neg_mean_squared_error",
    "neg_root_mean_squared_error",
    "neg_mean_absolute_error",
    "explained_variance",
)

# By the name of the model's file.
MAKERS = {
    "ridge": [
        Case(
            # svd and cholesky solve dense data; sparse data take sparse_cg
            Ridge(fit_intercept=intercept, tol=1e-13, max_iter=100_000),
            regression,
            {"alpha": alpha},
            REGRESSION_SCORES,
            sizes=({}, {"n": 30, "p": 40}),
        )
        for intercept, alpha in ((True, 0.3), (True, 30.0), (False, 0.3))
    ],
    "logistic": [
        Case(
            LogisticRegression(
                **LOGISTIC, fit_intercept=intercept, class_weight=weight
            ),
            two_classes,
            {"C": C},
            ("neg_log_loss",),
        )
        for intercept, weight, C in (
            (False, None, 2.0),
            (True, "balanced", 0.5),
            (False, {"no": 0.4, "yes": 3.0}, 0.5),
        )
    ]
    + [
        Case(
            LogisticRegression(**LOGISTIC),
            zeros_and_ones,
            {"C": 0.5},
            # which scikit-learn computes of no other labels
            ("neg_brier_score",),
        )
    ]
    + [
        Case(
            LogisticRegression(solver=solver, tol=1e-10, max_iter=10_000),
            two_classes,
            {"C": 0.3},
            ("neg_log_loss",),
            stationary=stationary,
            precisely=LOGISTIC,
        )
        # L-BFGS stops at the rounding of its objective, whatever tol: its gradients
        # are 1e-5 off, and differences of its scores 1e-3
        for solver, stationary in (("lbfgs", 1e-5), ("newton-cg", 1e-7))
    ],
}

# A model without a maker fails here, by name: it is tested by existing.
MODELS = {name: (model, MAKERS[name]) for name, model in models().items()}
CRITERIA = list(criteria())
