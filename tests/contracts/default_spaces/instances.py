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
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

# Some fail, do not converge, or take long with their defaults on small data.
MADE: dict[str, Callable[[type], Any]] = {
    "sklearn.compose.ColumnTransformer": lambda kind: kind(
        [
            ("numbers", make_pipeline(SimpleImputer(), PCA()), ["age", "bmi", "bp"]),
            ("words", OneHotEncoder(handle_unknown="ignore"), ["sex", "risk"]),
        ],
        remainder=SimpleImputer(),
    ),
    "sklearn.decomposition.DictionaryLearning": lambda kind: kind(max_iter=2),
    "sklearn.decomposition.FastICA": lambda kind: kind(tol=0.05),
    "sklearn.decomposition.LatentDirichletAllocation": lambda kind: kind(
        max_iter=1, max_doc_update_iter=5
    ),
    "sklearn.decomposition.MiniBatchDictionaryLearning": lambda kind: kind(max_iter=2),
    "sklearn.decomposition.MiniBatchNMF": lambda kind: kind(tol=0.01),
    "sklearn.decomposition.MiniBatchSparsePCA": lambda kind: kind(max_iter=2),
    "sklearn.decomposition.NMF": lambda kind: kind(max_iter=2000),
    "sklearn.decomposition.SparsePCA": lambda kind: kind(max_iter=2),
    "sklearn.feature_selection.RFE": lambda kind: kind(RidgeClassifier(), step=0.5),
    "sklearn.feature_selection.RFECV": lambda kind: kind(
        RidgeClassifier(), step=0.5, cv=2
    ),
    "sklearn.feature_selection.SelectFromModel": lambda kind: kind(RidgeClassifier()),
    "sklearn.feature_selection.SequentialFeatureSelector": lambda kind: kind(
        RidgeClassifier(), cv=2
    ),
    "sklearn.impute.IterativeImputer": lambda kind: kind(max_iter=50),
    "sklearn.kernel_approximation.SkewedChi2Sampler": lambda kind: kind(skewedness=10),
    "sklearn.pipeline.FeatureUnion": lambda kind: kind(
        [("pca", PCA()), ("best", SelectKBest(k=2)), ("all", "passthrough")]
    ),
    "sklearn.pipeline.Pipeline": lambda _: Pipeline(
        [("scale", StandardScaler()), ("model", Ridge())]
    ),
    "sklearn.preprocessing.OneHotEncoder": lambda kind: kind(handle_unknown="ignore"),
    "sklearn.random_projection.GaussianRandomProjection": lambda kind: kind(2),
    "sklearn.random_projection.SparseRandomProjection": lambda kind: kind(2),
}


def instance(path: str) -> Any | None:
    """Return an estimator of a class; None if this version or machine has no such."""
    module, _, name = path.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    return MADE[path](kind) if path in MADE else kind()
