from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)

from tests.sharing.case import Case

FEW = ("dense", "frame")

CASES = [
    Case(
        HistGradientBoostingClassifier(random_state=0, min_samples_leaf=5),
        {"max_iter": [5, 2, 9], "learning_rate": [0.1, 1.0]},
        only=(*FEW, "two classes", "nan", "names"),
        n_fits=2,
        weights=True,
    ),
    Case(
        HistGradientBoostingClassifier(
            random_state=0,
            min_samples_leaf=5,
            max_features=0.5,
            early_stopping=True,
            n_iter_no_change=2,
            class_weight="balanced",
        ),
        {"max_iter": [3, 40, 60], "scoring": ["loss", "accuracy", None]},
        only=("dense", "two classes"),
    ),
    Case(
        HistGradientBoostingClassifier(
            random_state=0, early_stopping=True, validation_fraction=None, tol=0.1
        ),
        {"max_iter": [3, 30], "n_iter_no_change": [2]},
        only=FEW,
    ),
    Case(
        HistGradientBoostingRegressor(random_state=0, min_samples_leaf=5),
        {"max_iter": [4, 9, -1], "loss": ["squared_error", "absolute_error"]},
        task="regression",
        only=(*FEW, "column"),
        weights=True,
    ),
    Case(
        HistGradientBoostingRegressor(
            random_state=0,
            loss="quantile",
            quantile=0.3,
            early_stopping=True,
            n_iter_no_change=2,
        ),
        {"max_iter": [4, 30, 50], "scoring": ["loss", "neg_mean_absolute_error"]},
        task="regression",
        only=FEW,
    ),
]
