from sklearn.linear_model import RidgeClassifier

from tests.contracts.gradients.case import Case, three_classes, two_classes

PRECISE = {"tol": 1e-13, "max_iter": 100_000}
SCORES = ("accuracy", "balanced_accuracy")

CASES = [
    Case(
        RidgeClassifier(fit_intercept=intercept, class_weight=weight, **PRECISE),
        data,
        {"alpha": alpha},
        SCORES,
        sizes=({}, {"n": 30, "p": 40}),
    )
    for data, intercept, weight, alpha in (
        (two_classes, True, None, 0.3),
        (two_classes, False, "balanced", 30.0),
        (three_classes, True, None, 5.0),
        (three_classes, True, {0: 0.5, 1: 3.0}, 5.0),
    )
]
