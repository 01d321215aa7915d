"""Private names of ``sklearn.metrics``: the logarithm of its log loss."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy
from sklearn.metrics import _classification


def log_of_probabilities(p: np.ndarray) -> np.ndarray:
    """Return the logarithms of probabilities, as scikit-learn's log loss has them."""
    # The two differ in the last bit. scikit-learn used scipy's until its log loss
    # supported other kinds of arrays than numpy's.
    by_numpy = hasattr(_classification, "_xlogy")
    logs: np.ndarray = np.log(p) if by_numpy else xlogy(1.0, p)
    return logs
