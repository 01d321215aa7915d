"""Logistic regression: what is for other solvers and penalties."""

from inspect import signature

from sklearn.linear_model import LogisticRegression, LogisticRegressionCV

from tests.sharing.claim import Claim

VALUES = {"random_state": (0, 1), "intercept_scaling": (1.0, 3.0)}
# From 1.8 on l1_ratio alone says which penalty it is, and C whether there is one.
OLD = "multi_class" in signature(LogisticRegression).parameters
PENALTY = {"C": (0.1, 0.5)} | ({"l1_ratio": (0.2, 0.9)} if OLD else {})
MULTINOMIAL = ["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga"]

CLAIMS = [
    Claim(
        LogisticRegression(max_iter=5),
        VALUES | PENALTY,
        [
            {"solver": MULTINOMIAL, "penalty": ["l2", None]},
            {"solver": ["saga"], "penalty": ["l1", "elasticnet"], "l1_ratio": [0.2]},
            {"solver": ["saga"], "l1_ratio": [0.0, 0.5, 1.0]},
            {
                "solver": ["liblinear"],
                "dual": [False, True],
                "fit_intercept": [False, True],
            },
            {
                "solver": ["liblinear"],
                "penalty": ["l1"],
                "fit_intercept": [False, True],
            },
            {"solver": ["liblinear"], "l1_ratio": [0.0, 1.0]},
        ],
        data="two classes",
    ),
    Claim(
        LogisticRegressionCV(Cs=[0.1, 1.0], cv=2, max_iter=5),
        VALUES,
        [
            {"solver": ["lbfgs", "newton-cholesky", "saga"]},
            {"solver": ["liblinear"], "fit_intercept": [False, True]},
            {"solver": ["liblinear"], "dual": [True]},
        ],
        data="two classes",
    ),
]
