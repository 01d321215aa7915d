"""Ensembles that give their members the seeds: nothing is ignored."""

from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from tests.sharing.claim import Claim

SMALL = {"n_estimators": 2, "random_state": 0}
UNSEEDED = {"estimator__random_state": [None], "estimator__max_features": [2]}
CLASSES = DecisionTreeClassifier(max_depth=2)
NUMBERS = DecisionTreeRegressor(max_depth=2)

CLAIMS = [
    Claim(BaggingClassifier(CLASSES, **SMALL), switches=UNSEEDED),
    Claim(AdaBoostClassifier(CLASSES, **SMALL), switches=UNSEEDED),
    Claim(BaggingRegressor(NUMBERS, **SMALL), switches=UNSEEDED, task="regression"),
    Claim(AdaBoostRegressor(NUMBERS, **SMALL), switches=UNSEEDED, task="regression"),
]
