from sklearn.linear_model import Lars, LassoLars

from tests.sharing.case import Case

CASES = [
    Case(
        Lars(),
        {"random_state": [0, 1, None], "n_nonzero_coefs": [2, 4]},
        task="regression",
        n_fits=2,
        only=("dense", "two outputs"),
    ),
    Case(
        LassoLars(),
        {"random_state": [0, 1], "jitter": [None, 1e-3]},
        task="regression",
        n_fits=1 + 2,
        only=("dense", "two outputs"),
    ),
]
