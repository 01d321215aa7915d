from sklearn.ensemble import AdaBoostRegressor, BaggingClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from tests.sharing.case import Case

CASES = [
    Case(
        BaggingClassifier(DecisionTreeClassifier(max_depth=2), random_state=0),
        {"n_estimators": [2, 4]},
        only=("dense",),
        n_fits=1,
    ),
    Case(
        AdaBoostRegressor(DecisionTreeRegressor(max_depth=2), random_state=0),
        {"n_estimators": [2, 4]},
        task="regression",
        only=("dense",),
        n_fits=1,
    ),
]
