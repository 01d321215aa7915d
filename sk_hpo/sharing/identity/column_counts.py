"""Which transformers return no more columns than they get.

If an estimator chooses its solver by the shape of the data, the number of columns may
decide whether its fit draws random numbers. After a step that is not listed here, this
number is not known until the step is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

# Classes of scikit-learn.
_KEEP = """
    FactorAnalysis FastICA IncrementalPCA PCA TruncatedSVD TfidfTransformer
    GenericUnivariateSelect RFE RFECV SelectFdr SelectFpr SelectFromModel SelectFwe
    SelectKBest SelectPercentile SequentialFeatureSelector VarianceThreshold Binarizer
    MaxAbsScaler MinMaxScaler Normalizer OrdinalEncoder PowerTransformer
    QuantileTransformer RobustScaler StandardScaler
"""
KEEP = frozenset(_KEEP.split())
# They may add columns that indicate missing values.
IMPUTERS = ("IterativeImputer", "KNNImputer", "SimpleImputer")


def may_widen(transformer: Any, own: Mapping[str, Any]) -> bool:
    """Return whether a transformer may return more columns than it gets.

    Parameters
    ----------
    transformer : estimator
        A transformer of any class.
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
