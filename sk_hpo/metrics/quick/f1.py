"""The harmonic mean of precision and recall."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.counts import metric_of_ratio

handles = ("sklearn.metrics.f1_score",)


def _ratio(r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
    return 2.0 * r / (t + q)


metric = metric_of_ratio(_ratio)
