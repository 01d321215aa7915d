"""Random projections: eps is for n_components="auto"."""

import numpy as np
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from tests.sharing.claim import Claim


def _wide():
    X = np.random.default_rng(0).normal(size=(6, 1500))
    return X, np.arange(6) % 2


def _claim(estimator):
    return Claim(
        estimator,
        {"eps": (0.2, 0.5)},
        {"n_components": [3, "auto"]},
        data=_wide,
    )


CLAIMS = [
    _claim(GaussianRandomProjection(random_state=0)),
    _claim(SparseRandomProjection(random_state=0)),
]
