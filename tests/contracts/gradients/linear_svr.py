import numpy as np
from sklearn.svm import LinearSVR

from tests.contracts.gradients.case import Case, regression
from tests.contracts.gradients.resolved import (
    at_margins,
    of_squares,
    with_intercept,
)

PRECISE = {"dual": False, "tol": 1e-12, "max_iter": 100_000}
LINEAR = {
    "loss": "epsilon_insensitive",
    "dual": True,
    "tol": 1e-9,
    "max_iter": 1_000_000,
}
SQUARED = {"loss": "squared_epsilon_insensitive", **PRECISE}


def polished(fitted, X, y, s):
    """Solve for the rows that are further off than epsilon."""
    A, scale = with_intercept(fitted, X)
    w = fitted.coef_
    w = np.append(w, fitted.intercept_ / scale) if scale else w

    def part(u):
        beyond = np.abs(u - y) - fitted.epsilon
        return np.where(beyond > 0, np.sign(u - y) * beyond, 0)

    s = np.ones(len(y)) if s is None else s
    if fitted.loss == LINEAR["loss"]:
        bounds = fitted.C * s
        w = at_margins(w, A, y, -bounds, bounds, fitted.epsilon)
    else:
        w = of_squares(w, A, s, fitted.C, part)
    fitted.coef_ = w[: X.shape[1]]
    fitted.intercept_ = scale * w[-1:] if scale else 0.0
    return fitted


CASES = [
    Case(
        LinearSVR(**settings, random_state=0),
        regression,
        {"C": 0.05, "epsilon": epsilon},
        ("r2", "neg_mean_squared_error", "neg_mean_absolute_error"),
        # liblinear stops where its objective no longer falls, at an error of 1e-8
        polished=polished,
    )
    for settings, epsilon in (
        (SQUARED, 0.5),
        (LINEAR, 0.5),
        ({**SQUARED, "intercept_scaling": 10.0}, 0.3),
        ({**SQUARED, "fit_intercept": False}, 0.5),
        ({**LINEAR, "intercept_scaling": 10.0}, 0.3),
        ({**LINEAR, "fit_intercept": False}, 0.5),
    )
]
