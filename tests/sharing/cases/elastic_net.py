from sklearn.linear_model import ElasticNet, Lasso

from tests.sharing.case import Case

CASES = [
    Case(
        ElasticNet(),
        {"alpha": [0.01, 1.0, 100.0], "l1_ratio": [0.1, 0.9, 1.0]},
        task="regression",
        rounds=True,
        n_fits=3,
        weights=True,
    ),
    Case(
        Lasso(positive=True, fit_intercept=False, random_state=3),
        {"alpha": [0.1, 1.0, 1e6], "precompute": [True, False]},
        task="regression",
        rounds=True,
        n_fits=6,
        weights=True,
    ),
    # some don't converge, some have no l1 penalty
    Case(
        ElasticNet(max_iter=3),
        {"alpha": [0.0, 1e-4, 10.0, 30.0], "l1_ratio": [0.0, 0.5]},
        task="regression",
        rounds=True,
    ),
]
