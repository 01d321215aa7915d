"""Recall: how many of the rows with a label are predicted to have it, as a share."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.counts import metric_of_ratio

handles = ("sklearn.metrics.recall_score",)


def _ratio(r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
    return r / t


metric = metric_of_ratio(_ratio)
