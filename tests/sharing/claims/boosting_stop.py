"""Gradient boosting: what is for early stopping, or for losses that are not chosen."""

from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

from tests.sharing.claim import Claim

STOP = {"validation_fraction": (0.3, 0.4), "tol": (0.0, 10.0)}
SMALL = {"n_estimators": 6, "max_depth": 2, "random_state": 0}

CLAIMS = [
    Claim(
        GradientBoostingClassifier(**SMALL),
        STOP,
        {"n_iter_no_change": [None, 1], "loss": ["log_loss"]},
    ),
    Claim(
        GradientBoostingRegressor(**SMALL),
        {**STOP, "alpha": (0.5, 0.9)},
        {
            "n_iter_no_change": [None, 1],
            "loss": ["squared_error", "absolute_error", "huber", "quantile"],
        },
        task="regression",
    ),
]
