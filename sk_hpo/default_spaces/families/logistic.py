"""Logistic regression.

Until scikit-learn 1.7 ``penalty`` says which penalty there is, and since 1.8
``l1_ratio``. An infinite C is none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import inverse_penalty, iterations
from sk_hpo.default_spaces.ranges import real

handles = ("sklearn.linear_model.LogisticRegression",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if estimator.penalty is None or np.isinf(estimator.C):
        return {}
    ratio = _l1_ratio(estimator)
    found = {"C": inverse_penalty(data, absolute=ratio == 1)}
    if 0 < ratio < 1 or estimator.penalty == "elasticnet":
        # Bischl et al. (2023), for glmnet
        found["l1_ratio"] = real(0.0, 1.0)
    return found | iterations(estimator, data)


def _l1_ratio(estimator: Any) -> float:
    """Return the share of the absolute penalty."""
    if estimator.penalty in ("l1", "l2"):
        return float(estimator.penalty == "l1")
    return float(estimator.l1_ratio or 0.0)
