"""Estimators of which nothing is worth searching."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data

handles = (
    "sklearn.dummy.DummyClassifier",
    "sklearn.dummy.DummyRegressor",
    "sklearn.feature_extraction.DictVectorizer",
    "sklearn.feature_extraction.FeatureHasher",
    "sklearn.frozen.FrozenEstimator",
    "sklearn.impute.MissingIndicator",
    "sklearn.isotonic.IsotonicRegression",
    "sklearn.linear_model.LinearRegression",
    "sklearn.neighbors.KNeighborsTransformer",
    "sklearn.neighbors.RadiusNeighborsTransformer",
    "sklearn.preprocessing.Binarizer",
    "sklearn.preprocessing.FunctionTransformer",
    "sklearn.preprocessing.KernelCenterer",
    "sklearn.preprocessing.LabelBinarizer",
    "sklearn.preprocessing.LabelEncoder",
    "sklearn.preprocessing.MaxAbsScaler",
    "sklearn.preprocessing.MinMaxScaler",
    "sklearn.preprocessing.OrdinalEncoder",
    "sklearn.preprocessing.PowerTransformer",
    "sklearn.preprocessing.RobustScaler",
    "sklearn.preprocessing.StandardScaler",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}
