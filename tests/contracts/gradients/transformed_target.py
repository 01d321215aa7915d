import numpy as np
from sklearn import config_context
from sklearn.compose import TransformedTargetRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer, StandardScaler

from tests.contracts.gradients.case import REGRESSION_SCORES, Case, regression
from tests.contracts.gradients.ridge import PRECISE


def positive(n=70, p=7):
    X, y, s = regression(n, p)
    return X, np.exp(y / 8), s


CASES = [
    Case(
        TransformedTargetRegressor(Ridge(**PRECISE), func=np.log, inverse_func=np.exp),
        positive,
        {"regressor__alpha": 2.0},
        REGRESSION_SCORES,
    ),
    Case(
        TransformedTargetRegressor(
            KernelRidge(kernel="rbf"), transformer=PowerTransformer()
        ),
        positive,
        {"regressor__alpha": 0.3, "regressor__gamma": 0.05},
        ("r2",),
    ),
]
with config_context(enable_metadata_routing=True):
    CASES += [
        Case(
            TransformedTargetRegressor(
                make_pipeline(
                    StandardScaler().set_fit_request(sample_weight=True),
                    Ridge(**PRECISE).set_fit_request(sample_weight=True),
                ),
                func=np.log,
                inverse_func=np.exp,
            ),
            positive,
            {"regressor__ridge__alpha": 2.0},
            REGRESSION_SCORES,
            routed=True,
            kinds=("dense",),
            scaler=StandardScaler().set_fit_request(sample_weight=False),
        ),
    ]
