from sklearn.linear_model import OrthogonalMatchingPursuit

from tests.sharing.case import Case

CASES = [
    Case(
        OrthogonalMatchingPursuit(),
        {"n_nonzero_coefs": [3, 1, None, 5], "precompute": ["auto", False]},
        task="regression",
        n_fits=2,
    ),
    # there are 8 columns only
    Case(
        OrthogonalMatchingPursuit(fit_intercept=False),
        {"n_nonzero_coefs": [2, 4, 9]},
        task="regression",
        n_fits=2,
    ),
    Case(
        OrthogonalMatchingPursuit(tol=1.0),
        {"n_nonzero_coefs": [2, 4]},
        task="regression",
        n_fits=1,
    ),
]
