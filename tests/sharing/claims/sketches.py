"""Truncated SVD: parameters of the algorithm that is not chosen."""

from sklearn.decomposition import TruncatedSVD

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        TruncatedSVD(3, random_state=0),
        {
            "tol": (0.0, 0.5),
            "n_iter": (0, 4),
            "n_oversamples": (1, 10),
            "power_iteration_normalizer": ("none", "LU"),
        },
        {"algorithm": ["arpack", "randomized"], "n_iter": [0, 4]},
        data="wide",
    ),
]
