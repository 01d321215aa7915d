"""Estimators that can't be made without arguments, by the paths of their classes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

CLASSIFIERS = [("bayes", GaussianNB()), ("tree", DecisionTreeClassifier())]
REGRESSORS = [("near", KNeighborsRegressor()), ("line", Ridge())]
STUMP = DecisionTreeClassifier(max_depth=1)
QUIET = {"allow_writing_files": False, "iterations": 10, "verbose": 0}

MADE: dict[str, Callable[[type], Any]] = {
    "catboost.CatBoostClassifier": lambda kind: kind(**QUIET),
    "catboost.CatBoostRegressor": lambda kind: kind(**QUIET),
    "lightgbm.LGBMClassifier": lambda kind: kind(n_jobs=1, verbose=-1),
    "lightgbm.LGBMRegressor": lambda kind: kind(n_jobs=1, verbose=-1),
    "sklearn.calibration.CalibratedClassifierCV": lambda kind: kind(GaussianNB(), cv=2),
    "sklearn.compose.TransformedTargetRegressor": lambda kind: kind(
        DecisionTreeRegressor(), transformer=StandardScaler()
    ),
    "sklearn.ensemble.AdaBoostClassifier": lambda kind: kind(STUMP),
    "sklearn.ensemble.BaggingClassifier": lambda kind: kind(KNeighborsClassifier()),
    "sklearn.ensemble.StackingClassifier": lambda kind: kind(
        CLASSIFIERS, RidgeClassifier(), cv=2
    ),
    "sklearn.ensemble.StackingRegressor": lambda kind: kind(REGRESSORS, Ridge(), cv=2),
    "sklearn.ensemble.VotingClassifier": lambda kind: kind(CLASSIFIERS),
    "sklearn.ensemble.VotingRegressor": lambda kind: kind(REGRESSORS),
    "sklearn.frozen.FrozenEstimator": lambda kind: kind(
        Ridge().fit([[0], [1]], [0, 1])
    ),
    "sklearn.linear_model.RANSACRegressor": lambda kind: kind(
        Ridge(), min_samples=0.5, max_trials=10
    ),
    "sklearn.model_selection.FixedThresholdClassifier": lambda kind: kind(GaussianNB()),
    "sklearn.model_selection.TunedThresholdClassifierCV": lambda kind: kind(
        GaussianNB(), cv=2, thresholds=5
    ),
    "sklearn.multiclass.OneVsOneClassifier": lambda kind: kind(GaussianNB()),
    "sklearn.multiclass.OneVsRestClassifier": lambda kind: kind(RidgeClassifier()),
    "sklearn.multiclass.OutputCodeClassifier": lambda kind: kind(RidgeClassifier()),
    "sklearn.multioutput.ClassifierChain": lambda kind: kind(GaussianNB()),
    "sklearn.multioutput.MultiOutputClassifier": lambda kind: kind(GaussianNB()),
    "sklearn.multioutput.MultiOutputRegressor": lambda kind: kind(Ridge()),
    "sklearn.multioutput.RegressorChain": lambda kind: kind(Ridge()),
    # a category of the last rows may be missing in the first ones
    "sklearn.naive_bayes.CategoricalNB": lambda kind: kind(min_categories=17),
    # the default is fewer epochs, which are enough for more rows only
    "sklearn.neural_network.MLPClassifier": lambda kind: kind(max_iter=2000, tol=1e-2),
    # with targets that are not scaled the score converges, but not the loss
    "sklearn.neural_network.MLPRegressor": lambda kind: kind(
        max_iter=2000, tol=1e-2, early_stopping=True
    ),
    # one that all rows of all samples lie within
    "sklearn.neighbors.RadiusNeighborsClassifier": lambda kind: kind(100.0),
    "sklearn.neighbors.RadiusNeighborsRegressor": lambda kind: kind(100.0),
    "sklearn.pipeline.Pipeline": lambda _: Pipeline(
        [("scale", StandardScaler()), ("model", Ridge())]
    ),
    "sklearn.semi_supervised.SelfTrainingClassifier": lambda kind: kind(GaussianNB()),
    "xgboost.XGBClassifier": lambda kind: kind(n_jobs=1),
    "xgboost.XGBRFClassifier": lambda kind: kind(n_jobs=1),
    "xgboost.XGBRFRegressor": lambda kind: kind(n_jobs=1),
    "xgboost.XGBRegressor": lambda kind: kind(n_jobs=1),
}


def instance(path: str) -> Any | None:
    """Return an estimator of a class; None if this version or machine has no such."""
    module, _, name = path.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    return MADE[path](kind) if path in MADE else kind()
