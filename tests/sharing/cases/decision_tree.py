from sklearn.tree import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    ExtraTreeClassifier,
    ExtraTreeRegressor,
)

from tests.sharing.case import Case

ALPHAS = [0.0, 1e-3, 0.01, 0.05, 1.0]

CASES = [
    Case(
        DecisionTreeClassifier(random_state=0),
        {"ccp_alpha": ALPHAS, "min_samples_leaf": [1, 4]},
        only=("dense", "two classes", "sparse", "nan", "frame", "names"),
        n_fits=2,
        weights=True,
    ),
    Case(
        DecisionTreeClassifier(random_state=1, max_features="sqrt"),
        {"max_depth": [None, 2, 4, 30, 25], "ccp_alpha": [0.0, 0.02]},
        only=("dense", "duplicates", "constants", "float32", "wide", "tiny"),
        weights=True,
    ),
    Case(
        DecisionTreeClassifier(random_state=0, class_weight="balanced"),
        {"max_depth": [3, 5, 6, 7, 8], "criterion": ["gini", "entropy"]},
        only=("dense", "ties", "duplicates", "constants"),
    ),
    Case(
        DecisionTreeClassifier(random_state=0, min_samples_split=0.2),
        {"max_depth": [2, 3, 4, 5, 40], "max_leaf_nodes": [5, 9, None]},
        only=("dense", "ties", "sparse"),
    ),
    Case(
        DecisionTreeClassifier(random_state=0),
        {"ccp_alpha": [-1.0, 0.0, 0.01, "x"], "max_depth": [0, 3]},
        only=("dense",),
    ),
    Case(
        ExtraTreeClassifier(random_state=0),
        {"ccp_alpha": ALPHAS, "max_depth": [None, 3]},
        only=("dense", "nan", "frame", "wide"),
    ),
    Case(
        DecisionTreeRegressor(random_state=0, max_features=3),
        {"ccp_alpha": [0.0, 1.0, 100.0], "max_depth": [None, 3, 50]},
        task="regression",
        only=("dense", "sparse", "nan", "two outputs", "column"),
        n_fits=2,
        weights=True,
    ),
    Case(
        DecisionTreeRegressor(random_state=0, splitter="random", min_samples_leaf=5),
        {"max_depth": [2, 3, 4, 5, 6, 7]},
        task="regression",
        only=("dense", "ties", "duplicates", "constants", "two outputs"),
        weights=True,
    ),
    Case(
        ExtraTreeRegressor(random_state=0),
        {"ccp_alpha": [0.0, 1.0, 100.0], "max_leaf_nodes": [None, 6]},
        task="regression",
        only=("dense", "sparse", "two outputs"),
        n_fits=2,
    ),
]
