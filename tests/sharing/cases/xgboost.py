"""XGBoost is optional."""

from importlib.util import find_spec

from tests.sharing.case import Case

NEEDS = "xgboost"


def _cases():
    from xgboost import XGBClassifier, XGBRegressor

    return [
        Case(
            XGBClassifier(n_jobs=1, max_depth=3),
            {"n_estimators": [5, 2, 8], "max_depth": [2, 3]},
            n_fits=2,
            weights=True,
            only=("dense", "two classes", "nan", "frame", "sparse", "tiny"),
        ),
        Case(
            XGBClassifier(
                n_jobs=1,
                random_state=0,
                subsample=0.5,
                colsample_bylevel=0.5,
                num_parallel_tree=2,
                importance_type="gain",
            ),
            {"n_estimators": [2, 4], "tree_method": ["hist", "exact"]},
            only=("dense", "two classes"),
        ),
        Case(
            XGBRegressor(n_jobs=1, max_depth=3),
            {
                "n_estimators": [3, 6],
                "objective": ["reg:squarederror", "reg:pseudohubererror"],
            },
            task="regression",
            weights=True,
            only=("dense", "wide", "float32", "two outputs"),
        ),
    ]


CASES = _cases() if find_spec(NEEDS) else []
