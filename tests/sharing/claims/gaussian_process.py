"""Gaussian processes: what is for restarts of the optimizer."""

from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        GaussianProcessRegressor(RBF(0.01), normalize_y=True),
        {"n_restarts_optimizer": (0, 1), "random_state": (0, 1)},
        [
            {"optimizer": [None]},
            {"optimizer": ["fmin_l_bfgs_b"], "n_restarts_optimizer": [0, 1]},
        ],
        data="tiny",
        task="regression",
    ),
]
