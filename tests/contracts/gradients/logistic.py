from sklearn.linear_model import LogisticRegression

from tests.contracts.gradients.case import Case, two_classes, zeros_and_ones

LOGISTIC = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}

CASES = (
    [
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
    ]
)
