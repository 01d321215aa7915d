"""Private names of ``sklearn.metrics``: the logarithm of its log loss."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy
from sklearn.metrics import _classification

__all__ = ["log_of_probabilities"]


def _by_xlogy(p: np.ndarray) -> np.ndarray:
    logs: np.ndarray = xlogy(1.0, p)
    return logs


def _by_log(p: np.ndarray) -> np.ndarray:
    logs: np.ndarray = np.log(p)
    return logs


# They differ in the last bit. scikit-learn took scipy's before its log loss knew other
# kinds of arrays than numpy's.
log_of_probabilities = _by_log if hasattr(_classification, "_xlogy") else _by_xlogy
