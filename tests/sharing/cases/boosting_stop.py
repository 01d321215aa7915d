from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

from tests.sharing.case import Case

CASES = [
    Case(
        GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0),
        {
            "n_iter_no_change": [None, 1],
            "validation_fraction": [0.1, 0.2],
            "tol": [1e-4, 1e-2],
        },
        n_fits=1 + 4,
        only=("dense", "two classes", "sparse"),
        weights=True,
    ),
    Case(
        GradientBoostingRegressor(n_estimators=3, max_depth=2, random_state=0),
        {"loss": ["squared_error", "huber", "quantile"], "alpha": [0.5, 0.9]},
        task="regression",
        n_fits=1 + 4,
        weights=True,
        only=("dense", "two outputs"),
    ),
]
