"""Support vector machines: parameters of kernels that are not chosen."""

from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.svm import SVC, SVR, NuSVC, NuSVR, OneClassSVM

from tests.sharing.claim import Claim

KERNEL = {"gamma": (0.01, 0.2), "degree": (2, 3), "coef0": (0.0, 1.0)}
KERNELS = ["linear", "poly", "rbf", "sigmoid"]
SEED = {"random_state": (0, 1)}


def _classes(estimator):
    return Claim(
        estimator,
        KERNEL | SEED,
        [
            {"kernel": KERNELS, "probability": [False, True]},
            {"kernel": [laplacian_kernel], "probability": [False]},
        ],
    )


def _numbers(estimator):
    return Claim(estimator, KERNEL, {"kernel": KERNELS}, task="regression")


CLAIMS = [
    _classes(SVC()),
    _classes(NuSVC(nu=0.3)),
    _numbers(SVR()),
    _numbers(NuSVR()),
    _numbers(OneClassSVM()),
]
