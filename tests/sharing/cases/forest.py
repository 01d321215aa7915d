from sklearn.ensemble import (
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)

from tests.sharing.case import Case

CASES = [
    Case(
        RandomForestClassifier(random_state=0),
        {"n_estimators": [2, 4], "ccp_alpha": [0.0, 0.02], "max_depth": [None, 3]},
        n_fits=1,
    ),
    Case(
        RandomForestRegressor(random_state=3, max_leaf_nodes=6),
        {"n_estimators": [2, 4], "ccp_alpha": [1.0, 50.0], "max_depth": [3, 2]},
        task="regression",
    ),
    Case(
        RandomForestClassifier(random_state=0),
        {"n_estimators": [7, 2, 5], "max_depth": [None, 2]},
        weights=True,
    ),
    Case(
        RandomForestClassifier(class_weight="balanced_subsample", random_state=1),
        {"n_estimators": [1, 6], "criterion": ["gini", "entropy"]},
    ),
    Case(
        ExtraTreesRegressor(random_state=0, bootstrap=True),
        {"n_estimators": [3, 6]},
        task="regression",
        weights=True,
    ),
]
