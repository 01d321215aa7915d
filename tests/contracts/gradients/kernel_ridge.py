import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import MaxAbsScaler

from tests.contracts.gradients.case import (
    REGRESSION_SCORES,
    Case,
    regression,
    three_targets,
)


def positive(n=50, p=4):
    """Columns of counts, as the chi2 kernels are for, with zeros."""
    X, y, s = regression(n, p)
    return np.floor(np.abs(X) * 2), y, s


def small(n=50, p=4):
    """Positive inner products, of which any power is defined and the tanh is not 1."""
    X, y, s = regression(n, p)
    return np.abs(X) / 4, y - 5, s


R2 = ("r2",)
# chi2 rejects negative numbers and sparse matrices
POSITIVE = {"kinds": ("dense",), "scaler": MaxAbsScaler()}

CASES = [
    Case(
        KernelRidge(kernel="rbf"),
        regression,
        {"alpha": 0.3, "gamma": 0.05},
        REGRESSION_SCORES,
    ),
    Case(
        KernelRidge(kernel="rbf", gamma=0.02),
        three_targets,
        {"alpha": 0.5},
        REGRESSION_SCORES[:2],
    ),
    Case(
        KernelRidge(kernel="laplacian"),
        regression,
        {"alpha": 0.3, "gamma": 0.05},
        R2,
    ),
    Case(
        KernelRidge(kernel="polynomial"),
        small,
        {"alpha": 0.5, "gamma": 0.3, "coef0": 1.2, "degree": 3},
        R2,
        scaler=MaxAbsScaler(),
    ),
    Case(
        KernelRidge(kernel="sigmoid"),
        small,
        {"alpha": 3.0, "gamma": 0.2, "coef0": 0.3},
        R2,
    ),
    Case(KernelRidge(kernel="linear"), regression, {"alpha": 0.5}, R2),
    Case(KernelRidge(kernel="cosine"), regression, {"alpha": 0.5}, R2),
    Case(
        KernelRidge(kernel="chi2"),
        positive,
        {"alpha": 0.3, "gamma": 0.1},
        R2,
        **POSITIVE,
    ),
    # negative numbers: without a large alpha scikit-learn warns of what is not definite
    Case(KernelRidge(kernel="additive_chi2"), positive, {"alpha": 1e3}, R2, **POSITIVE),
]
