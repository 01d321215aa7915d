"""Estimators that can't be made without arguments, by the paths of their classes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from sklearn.decomposition import PCA
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

CLASSIFIERS = [("bayes", GaussianNB()), ("tree", DecisionTreeClassifier())]
REGRESSORS = [("near", KNeighborsRegressor()), ("line", Ridge())]
STUMP = DecisionTreeClassifier(max_depth=1)
QUIET = {"allow_writing_files": False, "iterations": 10, "verbose": 0}

# Some fail, do not converge, or take long with their defaults on small data.
MADE: dict[str, Callable[[type], Any]] = {
    "catboost.CatBoostClassifier": lambda kind: kind(**QUIET),
    "catboost.CatBoostRegressor": lambda kind: kind(**QUIET),
    "lightgbm.LGBMClassifier": lambda kind: kind(n_jobs=1, verbose=-1),
    "lightgbm.LGBMRegressor": lambda kind: kind(n_jobs=1, verbose=-1),
    "sklearn.calibration.CalibratedClassifierCV": lambda kind: kind(GaussianNB(), cv=2),
    "sklearn.compose.ColumnTransformer": lambda kind: kind(
        [
            ("numbers", make_pipeline(SimpleImputer(), PCA()), ["age", "bmi", "bp"]),
            ("words", OneHotEncoder(handle_unknown="ignore"), ["sex", "risk"]),
        ],
        remainder=SimpleImputer(),
    ),
    "sklearn.compose.TransformedTargetRegressor": lambda kind: kind(
        DecisionTreeRegressor(), transformer=StandardScaler()
    ),
    "sklearn.cross_decomposition.CCA": lambda kind: kind(n_components=1),
    "sklearn.cross_decomposition.PLSCanonical": lambda kind: kind(n_components=1),
    "sklearn.decomposition.DictionaryLearning": lambda kind: kind(max_iter=2),
    "sklearn.decomposition.FastICA": lambda kind: kind(tol=0.05),
    "sklearn.decomposition.LatentDirichletAllocation": lambda kind: kind(
        max_iter=1, max_doc_update_iter=5
    ),
    "sklearn.decomposition.MiniBatchDictionaryLearning": lambda kind: kind(max_iter=2),
    "sklearn.decomposition.MiniBatchNMF": lambda kind: kind(tol=0.01),
    "sklearn.decomposition.MiniBatchSparsePCA": lambda kind: kind(max_iter=2),
    # the usual init of 1.8 fails on wide data with NumPy 2.5
    "sklearn.decomposition.NMF": lambda kind: kind(init="random", tol=1e-2),
    "sklearn.decomposition.SparsePCA": lambda kind: kind(max_iter=2),
    "sklearn.ensemble.AdaBoostClassifier": lambda kind: kind(STUMP),
    "sklearn.ensemble.BaggingClassifier": lambda kind: kind(KNeighborsClassifier()),
    "sklearn.ensemble.StackingClassifier": lambda kind: kind(
        CLASSIFIERS, RidgeClassifier(), cv=2
    ),
    "sklearn.ensemble.StackingRegressor": lambda kind: kind(REGRESSORS, Ridge(), cv=2),
    "sklearn.ensemble.VotingClassifier": lambda kind: kind(CLASSIFIERS),
    "sklearn.ensemble.VotingRegressor": lambda kind: kind(REGRESSORS),
    "sklearn.feature_selection.RFE": lambda kind: kind(RidgeClassifier(), step=0.5),
    "sklearn.feature_selection.RFECV": lambda kind: kind(
        RidgeClassifier(), step=0.5, cv=2
    ),
    "sklearn.feature_selection.SelectFromModel": lambda kind: kind(RidgeClassifier()),
    "sklearn.feature_selection.SequentialFeatureSelector": lambda kind: kind(
        RidgeClassifier(), cv=2
    ),
    "sklearn.frozen.FrozenEstimator": lambda kind: kind(
        Ridge().fit([[0], [1]], [0, 1])
    ),
    "sklearn.impute.IterativeImputer": lambda kind: kind(max_iter=50),
    "sklearn.kernel_approximation.SkewedChi2Sampler": lambda kind: kind(skewedness=10),
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
    # one that all rows of all samples lie within
    "sklearn.neighbors.RadiusNeighborsClassifier": lambda kind: kind(100.0),
    "sklearn.neighbors.RadiusNeighborsRegressor": lambda kind: kind(100.0),
    # the default is fewer epochs, which are enough for more rows only
    "sklearn.neural_network.MLPClassifier": lambda kind: kind(max_iter=2000, tol=1e-2),
    # with targets that are not scaled the score converges, but not the loss
    "sklearn.neural_network.MLPRegressor": lambda kind: kind(
        max_iter=2000, tol=1e-2, early_stopping=True
    ),
    "sklearn.pipeline.FeatureUnion": lambda kind: kind(
        [("pca", PCA()), ("best", SelectKBest(k=2)), ("all", "passthrough")]
    ),
    "sklearn.pipeline.Pipeline": lambda _: Pipeline(
        [("scale", StandardScaler()), ("model", Ridge())]
    ),
    "sklearn.preprocessing.OneHotEncoder": lambda kind: kind(handle_unknown="ignore"),
    "sklearn.random_projection.GaussianRandomProjection": lambda kind: kind(2),
    "sklearn.random_projection.SparseRandomProjection": lambda kind: kind(2),
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
