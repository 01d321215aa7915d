import numpy as np
from sklearn.svm import LinearSVC

from sk_hpo._compat.sklearn_class_weight import class_weights
from tests.contracts.gradients.case import Case, three_classes, two_classes
from tests.contracts.gradients.resolved import (
    at_margins,
    of_absolutes,
    of_squares,
    with_intercept,
)

# liblinear's Newton method for the primal; its coordinate descent of the dual stops
# at an error of 1e-6
PRECISE = {"dual": False, "tol": 1e-12, "max_iter": 100_000}
HINGE = {"loss": "hinge", "dual": True, "tol": 1e-9}
# its coordinate descent stops at no less
SPARSE = {"penalty": "l1", "tol": 1e-8}


def polished(fitted, X, y, s):
    """Solve for the rows within the margin of each class."""
    A, scale = with_intercept(fitted, X)
    classes, s = fitted.classes_, np.ones(len(y)) if s is None else s
    factors = class_weights(fitted.class_weight, classes, y, s)
    two = len(classes) == 2
    for row, own in enumerate(classes[1:] if two else classes):
        t = np.where(y == own, 1.0, -1.0)
        # of several classes each weighs in its own problem only
        factor = np.where(y == own, factors[row + two], factors[0] if two else 1.0)

        def part(u, t=t):
            return np.where(t * u < 1, u - t, 0)

        w = fitted.coef_[row]
        w = np.append(w, fitted.intercept_[row] / scale) if scale else w
        bounds = fitted.C * s * factor * t
        if fitted.loss == "hinge":
            w = at_margins(w, A, t, np.minimum(bounds, 0), np.maximum(bounds, 0), 0)
        elif fitted.penalty == "l1":
            w = of_absolutes(w, A, s * factor, fitted.C, part)
        else:
            w = of_squares(w, A, s * factor, fitted.C, part)
        fitted.coef_[row] = w[: X.shape[1]]
        if scale:
            fitted.intercept_[row] = scale * w[-1]
    return fitted


CASES = [
    Case(
        LinearSVC(**{**PRECISE, **settings}, random_state=0),
        data,
        {"C": C},
        ("accuracy", "balanced_accuracy"),
        stationary=stationary,
        precisely={} if settings.keys() & {"loss", "penalty"} else PRECISE,
        # it stops where its objective no longer falls, at an error of 1e-8
        polished=polished,
    )
    for settings, data, C, stationary in (
        ({}, two_classes, 0.03, 1e-7),
        ({"fit_intercept": False, "class_weight": "balanced"}, two_classes, 0.3, 1e-7),
        (HINGE, two_classes, 0.03, 1e-6),
        ({"intercept_scaling": 10.0}, two_classes, 0.03, 1e-7),
        ({"dual": True, "tol": 1e-8}, two_classes, 0.03, 1e-5),
        ({"class_weight": {0: 0.5, 1: 3.0}}, three_classes, 0.03, 1e-7),
        ({"class_weight": "balanced"}, three_classes, 0.03, 1e-7),
        (
            {**HINGE, "class_weight": "balanced", "intercept_scaling": 3.0},
            three_classes,
            0.1,
            1e-6,
        ),
        ({**HINGE, "fit_intercept": False}, two_classes, 0.1, 1e-6),
        (SPARSE, two_classes, 0.3, 1e-7),
        ({**SPARSE, "intercept_scaling": 10.0}, two_classes, 0.3, 1e-7),
        (
            {**SPARSE, "fit_intercept": False, "class_weight": "balanced"},
            two_classes,
            0.3,
            1e-7,
        ),
        ({**SPARSE, "class_weight": {0: 0.5, 1: 3.0}}, three_classes, 0.15, 1e-7),
    )
]
