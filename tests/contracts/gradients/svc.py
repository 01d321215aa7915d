import numpy as np
from sklearn.svm import SVC

from tests.contracts.gradients.case import Case, columns, two_classes
from tests.contracts.gradients.resolved import ResolvedClassifier


def three_classes(n=70, p=7):
    """In an order, so that neighbours overlap and still are told apart by any C."""
    rng, X, s = columns(n, p)
    u = X @ rng.normal(size=p)
    u += 0.3 * np.std(u) * rng.normal(size=n)
    return X, np.digitize(u, np.quantile(u, [0.3, 0.65])), s


N_ROWS = {"linear": 70, "poly": 150, "rbf": 90}

CASES = [
    Case(
        SVC(**settings, tol=1e-7, cache_size=10, decision_function_shape="ovo"),
        data,
        theta,
        ("accuracy", "balanced_accuracy"),
        # with fewer rows no error is left, and C has no influence
        sizes=({"n": N_ROWS[settings.get("kernel", "rbf")]},),
        # libsvm keeps the kernel in single precision
        stationary=3e-6,
        polished=ResolvedClassifier.of,
        # small enough that no row moves to a bound or from it
        step=1e-6,
        off=1e-4,
    )
    for settings, data, theta in (
        ({}, two_classes, {"C": 2.0, "gamma": 0.05}),
        ({"class_weight": "balanced"}, three_classes, {"C": 2.0, "gamma": 0.05}),
        (
            {"kernel": "poly", "degree": 2},
            two_classes,
            {"C": 0.1, "gamma": 0.05, "coef0": 1.0},
        ),
        ({"kernel": "linear", "class_weight": "balanced"}, two_classes, {"C": 0.1}),
        ({"class_weight": {"no": 0.5, "yes": 2.0}}, two_classes, {"C": 1.0}),
        (
            {"kernel": "poly", "degree": 3},
            three_classes,
            {"C": 0.5, "gamma": 0.1, "coef0": 1.0},
        ),
        ({"kernel": "linear"}, three_classes, {"C": 0.1}),
    )
]
