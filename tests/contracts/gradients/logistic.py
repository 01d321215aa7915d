import numpy as np
from sklearn.linear_model import LogisticRegression

from sk_hpo._compat.versions import SKLEARN
from tests.contracts.gradients.case import Case, columns, two_classes, zeros_and_ones

LOGISTIC = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}
LIBLINEAR = {
    "solver": "liblinear",
    "tol": 1e-12,
    "max_iter": 100_000,
    "random_state": 0,
}
SAGA = {"solver": "saga", "tol": 1e-12, "max_iter": 200_000, "random_state": 0}


def norm(l1_ratio):
    """What asks for an elastic net, by version."""
    if SKLEARN >= (1, 8):
        return {"l1_ratio": l1_ratio}
    named = {0: "l2", 1: "l1"}.get(l1_ratio)
    if named:
        return {"penalty": named}
    return {"penalty": "elasticnet", "l1_ratio": l1_ratio}


def three_classes(n=80, p=5):
    rng, X, s = columns(n, p)
    u = X @ rng.normal(size=(p, 3)) / 3 + rng.gumbel(size=(n, 3)) + [0, 0.5, -0.5]
    return X, np.array(["a", "b", "c"])[u.argmax(axis=1)], s


def four_classes(n=120, p=35):
    """Of more unknowns than H is formed for."""
    rng, X, s = columns(n, p)
    u = X @ rng.normal(size=(p, 4)) / 6 + rng.gumbel(size=(n, 4))
    return X, u.argmax(axis=1), s


def scaled(data):
    """Data on which saga takes hundreds of steps, and not 100,000."""

    def made():
        X, y, s = data()
        return (X - X.mean(axis=0)) / X.std(axis=0), y, s

    return made


def many_columns(n=90, p=310):
    rng, X, s = columns(n, 10)
    X = np.hstack([X, rng.normal(size=(n, p - 10))])
    return X, (X[:, :10].sum(axis=1) > 4).astype(int), s


TWO = [
    Case(
        LogisticRegression(**LOGISTIC, fit_intercept=intercept, class_weight=weight),
        two_classes,
        {"C": C},
        ("neg_log_loss",),
    )
    for intercept, weight, C in (
        (False, None, 2.0),
        (True, "balanced", 0.5),
        (False, {"no": 0.4, "yes": 3.0}, 0.5),
    )
] + [
    Case(
        LogisticRegression(**LOGISTIC),
        zeros_and_ones,
        {"C": 0.5},
        # which scikit-learn computes of no other labels
        ("neg_brier_score",),
    ),
    Case(LogisticRegression(**LOGISTIC), many_columns, {"C": 0.02}, ("neg_log_loss",)),
]
OTHER_SOLVERS = [
    Case(
        LogisticRegression(solver=solver, tol=1e-10, max_iter=100_000, random_state=0),
        data,
        {"C": 0.3},
        ("neg_log_loss",),
        stationary=stationary,
        precisely=LOGISTIC,
    )
    # L-BFGS stops at the rounding of its objective, whatever tol: its gradients
    # are 1e-5 off, and differences of its scores 1e-3
    for data in (two_classes, three_classes)
    for solver, stationary in (("lbfgs", 1e-5), ("newton-cg", 1e-7), ("sag", 1e-6))
]
WITH_LIBLINEAR = [
    Case(
        LogisticRegression(
            **LIBLINEAR,
            **norm(l1_ratio),
            fit_intercept=intercept,
            intercept_scaling=scaling,
            class_weight=weight,
        ),
        two_classes,
        {"C": 0.5},
        ("neg_log_loss",),
        stationary=1e-5,
        # whose steps with an L2 penalty end at 1e-8 of the gradient
        rtol=1e-4 if l1_ratio == 0 else 1e-5,
    )
    for l1_ratio, intercept, scaling, weight in (
        (0, True, 3.0, None),
        (0, False, 1.0, "balanced"),
        (1, True, 3.0, "balanced"),
        (1, False, 1.0, None),
    )
]
SPARSE = [
    Case(
        LogisticRegression(**SAGA, **norm(l1_ratio), class_weight=weight),
        scaled(data),
        # saga stops at once where all coefficients are 0
        {"C": 1.0, **({"l1_ratio": l1_ratio} if 0 < l1_ratio < 1 else {})},
        ("neg_log_loss",),
        stationary=1e-6,
    )
    for data, l1_ratio, weight in (
        (two_classes, 1, None),
        (two_classes, 0.4, {"no": 0.7, "yes": 1.5}),
        (three_classes, 1, None),
        (three_classes, 0.4, None),
    )
]
SEVERAL = [
    Case(
        LogisticRegression(**LOGISTIC, fit_intercept=intercept, class_weight=weight),
        data,
        {"C": C},
        (
            "neg_log_loss",
            *(["neg_brier_score"] if SKLEARN >= (1, 7) else []),
        ),
    )
    for data, intercept, weight, C in (
        (three_classes, True, None, 0.5),
        (three_classes, False, {"a": 0.4, "b": 1.0, "c": 2.0}, 2.0),
        (four_classes, True, "balanced", 0.1),
    )
]
CASES = TWO + OTHER_SOLVERS + WITH_LIBLINEAR + SPARSE + SEVERAL
