"""Orthogonal matching pursuit: n_nonzero_coefs is for a tol of None."""

from sklearn.linear_model import OrthogonalMatchingPursuit

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        OrthogonalMatchingPursuit(),
        {"n_nonzero_coefs": (2, 4)},
        {"tol": [None, 0.0, 10.0], "precompute": ["auto", False]},
        task="regression",
    ),
]
