"""Kernel PCA: parameters of kernels and solvers that are not chosen."""

import numpy as np
from sklearn.decomposition import KernelPCA
from sklearn.utils.extmath import safe_sparse_dot

from tests.sharing.claim import Claim

KERNEL = {
    "gamma": (0.2, 0.01),
    "degree": (2, 3),
    "coef0": (0.0, 1.0),
    "kernel_params": ({"dense_output": True}, {"no_such": 1}),
}
SOLVER = {
    "tol": (0, 0.5),
    "max_iter": (None, 1),
    "iterated_power": (0, 3),
    "random_state": (0, 1),
}


def _many():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(210, 12))
    return X, (X[:, 0] > 0).astype(int)


def _claim(n_components, draws, data):
    return Claim(
        KernelPCA(n_components),
        {**KERNEL, **SOLVER, "alpha": (0.1, 2.0)},
        [
            {
                "kernel": ["linear", "poly", "rbf", "sigmoid", "cosine"],
                "eigen_solver": ["dense"],
                "fit_inverse_transform": [False, True],
            },
            {"kernel": [safe_sparse_dot]},
            {
                "kernel": ["rbf"],
                "eigen_solver": ["dense", "randomized", "arpack", "auto"],
            },
        ],
        data,
        draws=draws,
    )


CLAIMS = [
    _claim(3, {"eigen_solver": "randomized", "iterated_power": 0}, "counts"),
    # eigen_solver="auto" is arpack here, and dense there
    Claim(KernelPCA(9), data=_many, draws={"eigen_solver": "auto"}),
    Claim(
        KernelPCA(10),
        switches={"eigen_solver": ["auto"]},
        data=_many,
        draws={"n_components": 9},
    ),
]
