from sklearn.svm import SVR

from tests.contracts.gradients.case import Case, regression
from tests.contracts.gradients.resolved import ResolvedRegressor

CASES = [
    Case(
        SVR(**settings, tol=1e-7, cache_size=10),
        regression,
        theta,
        ("r2", "neg_mean_squared_error"),
        # libsvm keeps the kernel in single precision
        stationary=3e-6,
        polished=ResolvedRegressor.of,
        # small enough that no row moves to a bound or from it
        step=1e-6,
        off=1e-4,
    )
    for settings, theta in (
        ({}, {"C": 3.0, "epsilon": 0.5, "gamma": 0.05}),
        ({"kernel": "poly", "degree": 2}, {"C": 0.2, "gamma": 0.1, "coef0": 1.3}),
        ({"kernel": "linear"}, {"C": 0.1, "epsilon": 0.7}),
        ({"gamma": "auto"}, {"C": 2.0}),
    )
]
