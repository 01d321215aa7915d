"""Claims and cases of what estimators of ``sklearn.decomposition`` ignore."""

import numpy as np
from sklearn.decomposition import (
    PCA,
    FactorAnalysis,
    KernelPCA,
    LatentDirichletAllocation,
    TruncatedSVD,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.utils.extmath import safe_sparse_dot

from tests.sharing.case import Case
from tests.sharing.claim import Claim
from tests.sharing.data import TASKS

FACTOR_ANALYSIS_CLAIMS = [
    Claim(
        FactorAnalysis(2, max_iter=3),
        {"random_state": (0, 1), "iterated_power": (1, 3)},
        {"svd_method": ["lapack", "randomized"]},
        data="wide",
    ),
]


FACTOR_ANALYSIS_CASES = [
    Case(
        make_pipeline(FactorAnalysis(2, max_iter=20), GaussianNB()),
        {
            "factoranalysis__svd_method": ["lapack", "randomized"],
            "factoranalysis__random_state": [0, 1],
            "factoranalysis__iterated_power": [2, 3],
        },
        only=("dense", "two classes"),
    ),
]


def _counts():
    X, y = TASKS["classification"]()["counts"]
    return X[:40], y[:40]


TOPICS_CLAIMS = [
    Claim(
        LatentDirichletAllocation(2, max_iter=4, max_doc_update_iter=5, random_state=0),
        {
            "learning_decay": (0.5, 0.9),
            "learning_offset": (5.0, 20.0),
            "batch_size": (10, 128),
            "perp_tol": (1e-3, 1e6),
            "total_samples": (100, 1000),
        },
        {"learning_method": ["batch", "online"], "evaluate_every": [-1, 0, 1]},
        data=_counts,
        never=("total_samples",),  # partial_fit uses it
    ),
]


TOPICS_CASES = [
    Case(
        make_pipeline(
            LatentDirichletAllocation(2, max_iter=2, random_state=0), GaussianNB()
        ),
        {
            "latentdirichletallocation__learning_method": ["batch", "online"],
            "latentdirichletallocation__learning_decay": [0.5, 0.7],
            "latentdirichletallocation__perp_tol": [0.1, 0.2],
            "latentdirichletallocation__total_samples": [100, 1000],
        },
        n_fits=1 + 2,
        only=("counts",),
        slow=True,
    ),
    Case(
        LatentDirichletAllocation(2, max_iter=2, random_state=0),
        {"learning_decay": [0.5, 0.7], "learning_offset": [10.0, 20.0]},
        only=("counts",),
    ),
]


SKETCHES_CLAIMS = [
    Claim(
        TruncatedSVD(3, random_state=0),
        {
            "tol": (0.0, 0.5),
            "n_iter": (0, 4),
            "n_oversamples": (1, 10),
            "power_iteration_normalizer": ("none", "LU"),
        },
        {"algorithm": ["arpack", "randomized"], "n_iter": [0, 4]},
        data="wide",
    ),
]


SKETCHES_CASES = [
    Case(
        make_pipeline(TruncatedSVD(random_state=0), GaussianNB()),
        {
            "truncatedsvd__algorithm": ["arpack", "randomized"],
            "truncatedsvd__n_iter": [2, 4],
            "truncatedsvd__tol": [0.0, 0.1],
        },
        only=("dense", "two classes"),
    ),
]


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

PCA_CLAIMS = [
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


KERNEL_PCA_CLAIMS = [
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

CLAIMS = [
    *FACTOR_ANALYSIS_CLAIMS,
    *TOPICS_CLAIMS,
    *SKETCHES_CLAIMS,
    *PCA_CLAIMS,
    *KERNEL_PCA_CLAIMS,
]
CASES = [*FACTOR_ANALYSIS_CASES, *TOPICS_CASES, *SKETCHES_CASES]
