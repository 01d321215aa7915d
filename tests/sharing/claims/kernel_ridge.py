"""Claims and cases of what estimators of ``sklearn.kernel_ridge`` ignore."""

import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.utils.extmath import safe_sparse_dot

from tests.sharing.claim import Claim
from tests.sharing.data import TASKS


def _not_negative():
    X, y = TASKS["regression"]()["dense"]
    return np.abs(X), y


VALUES = {
    "gamma": (0.01, 0.2),
    "degree": (2, 3),
    "coef0": (0.0, 1.0),
    "kernel_params": ({"dense_output": True}, {"no_such": 1}),
}
NAMES = [
    *("linear", "cosine", "additive_chi2", "rbf", "laplacian", "chi2", "sigmoid"),
    *("poly", "polynomial"),
]

CLAIMS = [
    Claim(
        KernelRidge(),
        VALUES,
        {"kernel": [*NAMES, safe_sparse_dot]},
        _not_negative,
        task="regression",
    ),
]
