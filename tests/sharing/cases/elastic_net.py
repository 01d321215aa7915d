from sklearn.linear_model import ElasticNet, ElasticNetCV, Lasso, LassoCV

from tests.sharing.case import Case

CASES = [
    Case(
        ElasticNet(),
        {"alpha": [0.01, 1.0, 100.0], "l1_ratio": [0.1, 0.9, 1.0]},
        task="regression",
        rounds=True,
        n_fits=1,
        weights=True,
    ),
    Case(
        Lasso(positive=True, fit_intercept=False, random_state=3),
        {"alpha": [0.1, 1.0, 1e6], "precompute": [True, False]},
        task="regression",
        rounds=True,
        n_fits=2,
        weights=True,
    ),
    # some don't converge, some have no l1 penalty
    Case(
        ElasticNet(max_iter=3),
        {"alpha": [0.0, 1e-4, 10.0, 30.0], "l1_ratio": [0.0, 0.5]},
        task="regression",
        rounds=True,
    ),
    Case(
        LassoCV(cv=2, alphas=[0.1, 1.0]),
        {"random_state": [0, 1, None], "fit_intercept": [True, False]},
        task="regression",
        n_fits=2,
        weights=True,
        only=("dense", "two outputs"),
    ),
    Case(
        ElasticNetCV(cv=2, alphas=[0.1, 1.0], selection="random", random_state=0),
        {"random_state": [0, 1], "selection": ["random", "cyclic"]},
        task="regression",
        n_fits=3,
        only=("dense", "two outputs"),
    ),
]
