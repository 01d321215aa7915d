from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from tests.sharing.case import Case

CASES = [
    Case(
        LinearDiscriminantAnalysis(),
        {
            "solver": ["svd", "lsqr", "eigen"],
            "tol": [1e-4, 1e-2],
            "store_covariance": [True, False],
        },
        only=("dense", "two classes"),
    ),
]
