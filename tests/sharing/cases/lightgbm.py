"""LightGBM is optional."""

from importlib.util import find_spec

from tests.sharing.case import Case

NEEDS = "lightgbm"


def _cases():
    from lightgbm import LGBMClassifier, LGBMRegressor

    fixed = {"n_jobs": 1, "verbose": -1, "min_child_samples": 5}
    return [
        Case(
            LGBMClassifier(**fixed),
            {"n_estimators": [5, 2, 8], "num_leaves": [3, 5]},
            n_fits=2,
            weights=True,
            only=("dense", "two classes", "names", "nan", "frame", "sparse", "tiny"),
        ),
        Case(
            LGBMClassifier(
                **fixed,
                random_state=0,
                subsample=0.5,
                subsample_freq=1,
                colsample_bytree=0.5,
                class_weight="balanced",
                importance_type="gain",
            ),
            {
                "n_estimators": [2, 5],
                "boosting_type": ["gbdt", "rf"],
                "max_bin": [5, 9],
            },
            only=("dense", "two classes"),
        ),
        Case(
            LGBMRegressor(**fixed),
            {"n_estimators": [3, 6], "objective": ["regression", "quantile", "l1"]},
            task="regression",
            weights=True,
            only=("dense", "wide", "float32", "constants"),
        ),
    ]


CASES = _cases() if find_spec(NEEDS) else []
