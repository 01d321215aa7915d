"""Balanced accuracy: the mean of the classes' recall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.metrics.counts import correct_and_predicted
from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared

handles = ("sklearn.metrics.balanced_accuracy_score",)


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    labels = Labels(y_true)
    if len(labels.values) < 2:
        raise NotPlainError("scikit-learn warns about a single label")
    t = np.bincount(labels.codes)
    return lambda p: float(np.mean(correct_and_predicted(labels, p)[0] / t))


metric = Metric(_prepare)
