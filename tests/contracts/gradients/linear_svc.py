from sklearn.svm import LinearSVC

from tests.contracts.gradients.case import Case, three_classes, two_classes

# liblinear's Newton method for the primal; its coordinate descent of the dual stops
# at an error of 1e-6
PRECISE = {"dual": False, "tol": 1e-12, "max_iter": 100_000}

CASES = [
    Case(
        LinearSVC(**{**PRECISE, **settings}, random_state=0),
        data,
        {"C": C},
        ("accuracy", "balanced_accuracy"),
        stationary=stationary,
        precisely=PRECISE,
        # it stops where its objective no longer falls, at an error of 1e-8
        rtol=3e-4,
    )
    for settings, data, C, stationary in (
        ({}, two_classes, 0.03, 1e-7),
        ({"fit_intercept": False, "class_weight": "balanced"}, two_classes, 0.3, 1e-7),
        ({"intercept_scaling": 10.0}, two_classes, 0.03, 1e-7),
        ({"dual": True, "tol": 1e-8}, two_classes, 0.03, 1e-5),
        ({"class_weight": {0: 0.5, 1: 3.0}}, three_classes, 0.03, 1e-7),
        ({"class_weight": "balanced"}, three_classes, 0.03, 1e-7),
    )
]
