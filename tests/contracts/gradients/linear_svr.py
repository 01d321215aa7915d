from sklearn.svm import LinearSVR

from tests.contracts.gradients.case import Case, regression

PRECISE = {"dual": False, "tol": 1e-12, "max_iter": 100_000}
SQUARED = {"loss": "squared_epsilon_insensitive", **PRECISE}

CASES = [
    Case(
        LinearSVR(**SQUARED, **settings),
        regression,
        {"C": 0.05, "epsilon": epsilon},
        ("r2", "neg_mean_squared_error", "neg_mean_absolute_error"),
        # liblinear stops where its objective no longer falls, at an error of 1e-8
        rtol=1e-3,
    )
    for settings, epsilon in (
        ({}, 0.5),
        ({"intercept_scaling": 10.0}, 0.3),
        ({"fit_intercept": False}, 0.5),
    )
]
