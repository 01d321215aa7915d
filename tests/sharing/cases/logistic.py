from sklearn.linear_model import LogisticRegression, LogisticRegressionCV

from tests.sharing.case import Case

CASES = [
    Case(
        LogisticRegression(),
        {
            "random_state": [0, 1, None],
            "intercept_scaling": [1.0, 2.0],
            "C": [0.1, 1.0],
        },
        n_fits=2,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        LogisticRegression(solver="liblinear"),
        {"random_state": [0, 1, None], "fit_intercept": [True, False]},
        only=("two classes",),
    ),
    Case(
        LogisticRegression(solver="liblinear", fit_intercept=False, random_state=0),
        {"intercept_scaling": [1.0, 2.0, -1.0], "C": [0.1, 1.0]},
        only=("two classes",),
    ),
    Case(
        LogisticRegression(solver="saga", random_state=0, max_iter=20),
        {
            "penalty": ["l2", "l1", None],
            "C": [0.1, 0.2, 1.0],
            "l1_ratio": [None, 0.2, 0.4],
        },
        only=("dense",),
    ),
    Case(
        LogisticRegressionCV(Cs=2, cv=2, max_iter=20),
        {"random_state": [0, 1], "intercept_scaling": [1.0, 2.0]},
        only=("dense", "two classes"),
    ),
]
