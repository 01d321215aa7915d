"""Log loss: minus the mean log probability of the true labels.

Notation: y (n,) true labels of k classes; P (n, k) their probabilities, or, for two
classes, P (n,) that of the second; e the machine epsilon.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_metrics import log_of_probabilities
from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared

handles = ("sklearn.metrics.log_loss",)

EPSILON = np.finfo(np.float64).eps
TOLERANCE = 1e-9  # scikit-learn warns from 1.5e-8 on


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    labels = Labels(y_true)
    k, n = len(labels.values), len(labels.y)
    if k < 2:
        raise NotPlainError("scikit-learn rejects a single label")
    shape = (n,) if k == 2 else (n, k)
    second, rows = labels.codes == 1, np.arange(n)

    def score(P: Any) -> float:
        if type(P) is not np.ndarray or P.dtype != np.float64 or P.shape != shape:
            raise NotPlainError("not the probabilities of the classes in y")
        if not (P.min() >= 0.0 and P.max() <= 1.0):
            raise NotPlainError("some of them are not probabilities")
        if P.ndim == 1:
            true = np.where(second, P, 1 - P)
        else:
            if not (np.abs(P.sum(axis=1) - 1.0) < TOLERANCE).all():
                raise NotPlainError("they may not add up to one")
            true = P[rows, labels.codes]
        true = np.clip(true, EPSILON, 1 - EPSILON)
        return float(np.mean(-log_of_probabilities(true)))

    return score


metric = Metric(_prepare)
