from sklearn.svm import SVC, SVR

from tests.sharing.case import Case

CASES = [
    Case(
        SVC(),
        {"kernel": ["linear", "rbf", "poly"], "degree": [2, 3], "coef0": [0.0, 1.0]},
        n_fits=3 * (1 + 1 + 4),
        weights=True,
    ),
    Case(
        SVR(),
        {"kernel": ["linear", "sigmoid"], "gamma": ["scale", 0.1], "degree": [2, 3]},
        task="regression",
        n_fits=3 * (1 + 2),
    ),
]
