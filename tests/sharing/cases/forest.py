from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier

from tests.sharing.case import Case

CASES = [
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
