from sklearn.kernel_ridge import KernelRidge

from tests.sharing.case import Case

CASES = [
    Case(
        KernelRidge(kernel="rbf"),
        {"alpha": [1.0, 1e-3, 10], "gamma": [None, 0.1]},
        task="regression",
        n_fits=2,
        weights=True,
    ),
    # singular without a penalty; coef0 is of no account
    Case(
        KernelRidge(),
        {"alpha": [0.0, 0.5, 1e3], "coef0": [0, 1], "kernel": ["linear", "sigmoid"]},
        task="regression",
        n_fits=3,
        weights=True,
    ),
]
