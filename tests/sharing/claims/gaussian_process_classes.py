"""Gaussian process classifiers: nothing is ignored, restarts draw."""

from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        GaussianProcessClassifier(1.0 * RBF(0.05), max_iter_predict=5),
        switches={"optimizer": [None, "fmin_l_bfgs_b"], "n_restarts_optimizer": [0, 1]},
        data="tiny",
        draws={"optimizer": "fmin_l_bfgs_b", "n_restarts_optimizer": 1},
    ),
]
