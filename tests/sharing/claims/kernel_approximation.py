"""Claims and cases of what estimators of ``sklearn.kernel_approximation`` ignore."""

from sklearn.kernel_approximation import Nystroem
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case
from tests.sharing.claim import Claim

NAMES = ["additive_chi2", "chi2", "cosine", "laplacian", "linear", "poly", "rbf"]

CLAIMS = [
    Claim(
        Nystroem(n_components=5, random_state=0),
        {"gamma": (0.01, 0.2), "degree": (2, 3), "coef0": (0.5, 1.0)},
        # those that are left at None are not given to the kernel
        [
            {"kernel": NAMES},
            {"kernel": NAMES, "gamma": [None], "degree": [None], "coef0": [None]},
            {"kernel": ["sigmoid"], "degree": [None]},
        ],
        data="counts",
    ),
]


CASES = [
    Case(
        make_pipeline(Nystroem(n_components=5, random_state=0), GaussianNB()),
        {
            "nystroem__kernel": ["rbf", "linear"],
            "nystroem__degree": [None, 2],
            "nystroem__gamma": [0.1, 0.2],
        },
        only=("dense", "two classes"),
    ),
]
