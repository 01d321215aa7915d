from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)

from tests.sharing.case import Case

CASES = [
    Case(
        HistGradientBoostingClassifier(max_iter=3),
        {
            "early_stopping": [False, True],
            "validation_fraction": [0.1, 0.2],
            "n_iter_no_change": [1, 2],
            "random_state": [0],
            "scoring": ["loss", "accuracy"],
        },
        n_fits=1 + 8,
        only=("dense", "nan"),
        weights=True,
        slow=True,
    ),
    Case(
        HistGradientBoostingClassifier(max_iter=3, early_stopping=False),
        {"validation_fraction": [None, 0.1, 5], "tol": [1e-7, 1e-3, -1.0]},
        only=("dense", "two classes"),
    ),
    Case(
        HistGradientBoostingRegressor(max_iter=3),
        {"loss": ["squared_error", "quantile"], "quantile": [0.5, 0.9]},
        task="regression",
        n_fits=1 + 2,
        weights=True,
        only=("dense", "two outputs"),
    ),
]
