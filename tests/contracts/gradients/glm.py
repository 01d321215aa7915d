import numpy as np
from sklearn.linear_model import GammaRegressor, PoissonRegressor, TweedieRegressor

from tests.contracts.gradients.case import Case, columns

PRECISE = {"solver": "newton-cholesky", "tol": 1e-9, "max_iter": 1000}


def positive(n=70, p=5):
    rng, X, s = columns(n, p)
    mu = np.exp(X @ rng.normal(size=p) / 6 + 0.5)
    return X, mu * rng.gamma(3.0, 1 / 3, size=n), s


def counts(n=70, p=5):
    X, y, s = positive(n, p)
    return X, np.floor(y), s


POISSON = (
    "neg_mean_poisson_deviance",
    "neg_mean_squared_log_error",
    "neg_root_mean_squared_log_error",
    "d2_absolute_error_score",
    "r2",
)
GAMMA = ("neg_mean_gamma_deviance", "neg_mean_absolute_percentage_error")

CASES = [
    Case(PoissonRegressor(**PRECISE), counts, {"alpha": 0.1}, POISSON),
    Case(
        PoissonRegressor(fit_intercept=False, **PRECISE),
        counts,
        {"alpha": 0.3},
        POISSON[:1],
    ),
    Case(GammaRegressor(**PRECISE), positive, {"alpha": 0.1}, GAMMA),
    Case(TweedieRegressor(power=1.5, **PRECISE), counts, {"alpha": 0.2}, ("r2",)),
    Case(
        TweedieRegressor(power=1.3, fit_intercept=False, **PRECISE),
        counts,
        {"alpha": 0.2, "power": 1.3},
        POISSON,
    ),
    Case(
        TweedieRegressor(power=1.8, link="log", **PRECISE),
        counts,
        {"alpha": 0.2, "power": 1.6},
        POISSON,
    ),
    Case(TweedieRegressor(power=0, **PRECISE), counts, {"alpha": 0.2}, ("r2",)),
    Case(
        PoissonRegressor(tol=1e-10, max_iter=10_000),
        counts,
        {"alpha": 0.1},
        POISSON[:1],
        # L-BFGS stops at the rounding of its objective
        stationary=1e-5,
        precisely=PRECISE,
    ),
]
