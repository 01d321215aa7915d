"""Claims and cases of what estimators of XGBoost ignore."""

from importlib.util import find_spec

from tests.sharing.claim import Claim


def _claims():
    from xgboost import XGBClassifier, XGBRegressor, XGBRFClassifier, XGBRFRegressor

    fixed = {"n_jobs": 1, "n_estimators": 3, "subsample": 0.5, "colsample_bynode": 0.5}
    return [
        Claim(XGBClassifier(**fixed)),
        Claim(XGBRFClassifier(**fixed)),
        Claim(XGBRegressor(**fixed), task="regression"),
        Claim(XGBRFRegressor(**fixed), task="regression"),
    ]


CLAIMS = _claims() if find_spec("xgboost") else []
