"""Claims and cases of what estimators of LightGBM ignore."""

from importlib.util import find_spec

from tests.sharing.claim import Claim


def _claims():
    from lightgbm import LGBMClassifier, LGBMRegressor

    fixed = {
        "n_jobs": 1,
        "verbose": -1,
        "n_estimators": 3,
        "min_child_samples": 5,
        "subsample": 0.5,
        "subsample_freq": 1,
        "colsample_bytree": 0.5,
    }
    return [
        Claim(LGBMClassifier(**fixed)),
        Claim(LGBMRegressor(**fixed), task="regression"),
    ]


CLAIMS = _claims() if find_spec("lightgbm") else []
