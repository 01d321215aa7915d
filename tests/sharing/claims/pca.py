"""PCA: what is for other solvers than the one that is chosen."""

import numpy as np
from sklearn.decomposition import PCA

from tests.sharing.claim import Claim


def _data(n, p):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, p))
    return X, (X[:, 0] > 0).astype(int)


def _auto(n, p, n_components, draws):
    return Claim(
        PCA(n_components),
        switches={"svd_solver": ["auto"]},
        data=lambda: _data(n, p),
        draws=draws,
    )


ARPACK = {"svd_solver": "arpack", "n_components": 3}

CLAIMS = [
    Claim(
        PCA(3),
        {
            "random_state": (0, 1),
            "tol": (0.0, 0.5),
            "iterated_power": (0, 3),
            "n_oversamples": (1, 10),
            "power_iteration_normalizer": ("none", "QR"),
        },
        {
            "svd_solver": ["full", "covariance_eigh", "arpack", "randomized", "auto"],
            "iterated_power": [0, 3],
        },
        data="wide",
        draws=ARPACK,
    ),
    # which solver "auto" is
    _auto(600, 70, 55, {}),
    _auto(600, 70, 56, ARPACK),
    _auto(600, 60, 3, ARPACK),
    _auto(500, 70, 3, ARPACK),
    _auto(600, 70, 0.5, ARPACK),
    _auto(600, 70, None, ARPACK),
    Claim(PCA(3), data="sparse", draws={}),
]
