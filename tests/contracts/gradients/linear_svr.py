import numpy as np
from sklearn.svm import LinearSVR

from tests.contracts.gradients.case import Case, regression
from tests.contracts.gradients.resolved import of_squares, with_intercept

PRECISE = {"dual": False, "tol": 1e-12, "max_iter": 100_000}
SQUARED = {"loss": "squared_epsilon_insensitive", **PRECISE}



def polished(fitted, X, y, s):
    """Solve for the rows that are further off than epsilon."""
    A, scale = with_intercept(fitted, X)
    w = fitted.coef_
    w = np.append(w, fitted.intercept_ / scale) if scale else w

    def part(u):
        beyond = np.abs(u - y) - fitted.epsilon
        return np.where(beyond > 0, np.sign(u - y) * beyond, 0)

    w = of_squares(w, A, np.ones(len(y)) if s is None else s, fitted.C, part)
    fitted.coef_ = w[: X.shape[1]]
    fitted.intercept_ = scale * w[-1:] if scale else 0.0
    return fitted


CASES = [
    Case(
        LinearSVR(**SQUARED, **settings),
        regression,
        {"C": 0.05, "epsilon": epsilon},
        ("r2", "neg_mean_squared_error", "neg_mean_absolute_error"),
        # liblinear stops where its objective no longer falls, at an error of 1e-8
        polished=polished,
    )
    for settings, epsilon in (
        ({}, 0.5),
        ({"intercept_scaling": 10.0}, 0.3),
        ({"fit_intercept": False}, 0.5),
    )
]
