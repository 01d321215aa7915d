"""Linear discriminants: tol and store_covariance are for the svd solver."""

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        LinearDiscriminantAnalysis(),
        {"tol": (1e-4, 0.9), "store_covariance": (False, True)},
        {"solver": ["svd", "lsqr", "eigen"]},
    ),
]
