from sklearn.svm import SVC

from tests.contracts.gradients.case import Case, two_classes

CASES = [
    Case(
        SVC(**settings, tol=1e-10, cache_size=10),
        two_classes,
        theta,
        ("accuracy", "balanced_accuracy"),
        # with fewer rows no error is left, and C has no influence
        sizes=({"n": 150 if "degree" in settings else 70},),
        # libsvm keeps the kernel in single precision
        stationary=3e-6,
        rtol=1e-2,
        step=3e-4,
        off=1e-4,
    )
    for settings, theta in (
        ({}, {"C": 2.0, "gamma": 0.05}),
        ({"kernel": "poly", "degree": 2}, {"C": 0.1, "gamma": 0.05, "coef0": 1.0}),
        ({"kernel": "linear", "class_weight": "balanced"}, {"C": 0.1}),
        ({"class_weight": {"no": 0.5, "yes": 2.0}}, {"C": 1.0}),
    )
]
