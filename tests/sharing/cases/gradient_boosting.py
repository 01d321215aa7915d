from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.linear_model import LinearRegression

from tests.sharing.case import Case

FEW = ("dense", "sparse", "tiny")

CASES = [
    Case(
        GradientBoostingClassifier(random_state=0, max_depth=2),
        {"n_estimators": [5, 2, 9], "learning_rate": [0.1, 1.0]},
        only=("dense", "two classes", "frame", "nan"),
        n_fits=2,
        weights=True,
    ),
    Case(
        GradientBoostingClassifier(random_state=0, subsample=0.6, max_features=2),
        {"n_estimators": [1, 4, 6]},
        only=FEW,
        n_fits=1,
        weights=True,
    ),
    Case(
        GradientBoostingClassifier(random_state=0, n_iter_no_change=2, tol=0.05),
        {"n_estimators": [3, 30, 40], "subsample": [1.0, 0.7]},
        only=FEW,
    ),
    Case(
        GradientBoostingClassifier(random_state=0, loss="exponential"),
        {"n_estimators": [3, 8]},
        only=("two classes",),
    ),
    Case(
        GradientBoostingRegressor(random_state=0, max_depth=2),
        {"n_estimators": [4, 9], "loss": ["squared_error", "huber"]},
        task="regression",
        only=("dense", "sparse", "column", "two outputs"),
        n_fits=2,
        weights=True,
    ),
    Case(
        GradientBoostingRegressor(random_state=0, init="zero", subsample=0.5),
        {"n_estimators": [4, 9], "loss": ["absolute_error", "quantile"]},
        task="regression",
        only=FEW,
    ),
    Case(
        GradientBoostingRegressor(
            random_state=0, init=LinearRegression(), n_iter_no_change=1
        ),
        {"n_estimators": [2, 5, 50]},
        task="regression",
        only=FEW,
        n_fits=1,
    ),
]
