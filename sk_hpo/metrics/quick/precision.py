"""Precision: how many of the rows predicted to have a label have it, as a share."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.counts import metric_of_ratio
from sk_hpo.metrics.metric import NotPlainError

handles = ("sklearn.metrics.precision_score",)


def _ratio(r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
    if not q.all():
        raise NotPlainError("scikit-learn warns about labels that are never predicted")
    return r / q


metric = metric_of_ratio(_ratio)
