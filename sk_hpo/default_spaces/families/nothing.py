"""Estimators of which nothing is worth searching.

Some choose their parameters themselves: those that cross-validate, BayesianRidge, whose
priors matter only if they are very strong, and GaussianProcessClassifier.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data

handles = (
    "sklearn.dummy.DummyClassifier",
    "sklearn.dummy.DummyRegressor",
    "sklearn.feature_extraction.DictVectorizer",
    "sklearn.feature_extraction.FeatureHasher",
    "sklearn.frozen.FrozenEstimator",
    "sklearn.gaussian_process.GaussianProcessClassifier",
    "sklearn.impute.MissingIndicator",
    "sklearn.isotonic.IsotonicRegression",
    "sklearn.linear_model.BayesianRidge",
    "sklearn.linear_model.ElasticNetCV",
    "sklearn.linear_model.LarsCV",
    "sklearn.linear_model.LassoCV",
    "sklearn.linear_model.LassoLarsCV",
    "sklearn.linear_model.LassoLarsIC",
    "sklearn.linear_model.LinearRegression",
    "sklearn.linear_model.LogisticRegressionCV",
    "sklearn.linear_model.MultiTaskElasticNetCV",
    "sklearn.linear_model.MultiTaskLassoCV",
    "sklearn.linear_model.OrthogonalMatchingPursuitCV",
    "sklearn.linear_model.RidgeCV",
    "sklearn.linear_model.RidgeClassifierCV",
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
