"""Claims and cases of what estimators of ``sklearn.discriminant_analysis`` ignore."""

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from tests.sharing.case import Case
from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        LinearDiscriminantAnalysis(),
        {"tol": (1e-4, 0.9), "store_covariance": (False, True)},
        {"solver": ["svd", "lsqr", "eigen"]},
    ),
]


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
