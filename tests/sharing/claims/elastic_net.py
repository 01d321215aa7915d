"""Coordinate descent: random_state is for a random selection."""

from sklearn.linear_model import (
    ElasticNet,
    ElasticNetCV,
    Lasso,
    LassoCV,
    MultiTaskElasticNet,
    MultiTaskElasticNetCV,
    MultiTaskLasso,
    MultiTaskLassoCV,
)

from tests.sharing.claim import Claim

ONE = {"max_iter": 3}
CV = {"max_iter": 3, "cv": 2, "alphas": [0.1, 1.0]}


def _claim(estimator, data="dense"):
    return Claim(
        estimator,
        {"random_state": (0, 1)},
        {"selection": ["cyclic", "random"], "fit_intercept": [True, False]},
        data,
        task="regression",
    )


CLAIMS = [
    _claim(ElasticNet(**ONE)),
    _claim(Lasso(**ONE)),
    _claim(ElasticNetCV(**CV)),
    _claim(LassoCV(**CV)),
    _claim(MultiTaskElasticNet(**ONE), "two outputs"),
    _claim(MultiTaskLasso(**ONE), "two outputs"),
    _claim(MultiTaskElasticNetCV(**CV), "two outputs"),
    _claim(MultiTaskLassoCV(**CV), "two outputs"),
]
