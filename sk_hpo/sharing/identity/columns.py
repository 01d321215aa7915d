"""Which transformers give no more columns than they get.

Whether a solver that is chosen by the shape of the data draws random numbers may depend
on how many columns there are, which is not known before a step of another kind is
fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

# Classes of scikit-learn.
KEEP = {
    "FactorAnalysis",
    "FastICA",
    "IncrementalPCA",
    "PCA",
    "TruncatedSVD",
    "TfidfTransformer",
    "GenericUnivariateSelect",
    "RFE",
    "RFECV",
    "SelectFdr",
    "SelectFpr",
    "SelectFromModel",
    "SelectFwe",
    "SelectKBest",
    "SelectPercentile",
    "SequentialFeatureSelector",
    "VarianceThreshold",
    "Binarizer",
    "MaxAbsScaler",
    "MinMaxScaler",
    "Normalizer",
    "OrdinalEncoder",
    "PowerTransformer",
    "QuantileTransformer",
    "RobustScaler",
    "StandardScaler",
}
# Columns that tell what was missing may be added.
IMPUTERS = {
    "IterativeImputer",
    "KNNImputer",
    "SimpleImputer",
}


def may_widen(transformer: Any, own: Mapping[str, Any]) -> bool:
    """Whether there may be more columns behind a transformer than in front of it.

    Parameters
    ----------
    transformer : estimator
        Of any class.
    own : mapping
        Its parameters.
    """
    kind = type(transformer)
    if not kind.__module__.startswith("sklearn."):
        return True
    if kind.__name__ in IMPUTERS:
        return bool(own["add_indicator"])
    if kind.__name__ == "FunctionTransformer":
        return not (own["func"] is None or isinstance(own["func"], np.ufunc))
    return kind.__name__ not in KEEP
