from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel

from tests.sharing.case import Case

CASES = [
    Case(
        GaussianProcessRegressor(RBF(3.0) + WhiteKernel(0.1)),
        {
            "optimizer": [None, "fmin_l_bfgs_b"],
            "n_restarts_optimizer": [0, 1],
            "random_state": [0, 1],
        },
        task="regression",
        n_fits=1 + 1 + 2,
        only=("dense", "tiny", "two outputs"),
    ),
]
