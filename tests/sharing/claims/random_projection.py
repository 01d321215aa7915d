"""Claims and cases of what estimators of ``sklearn.random_projection`` ignore."""

import numpy as np
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from tests.sharing.case import Case
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


CASES = [
    Case(
        make_pipeline(GaussianRandomProjection(3, random_state=0), GaussianNB()),
        {
            "gaussianrandomprojection__n_components": [3, "auto"],
            "gaussianrandomprojection__eps": [0.1, 0.5, -1.0],
        },
        only=("dense", "two classes"),
    ),
]
