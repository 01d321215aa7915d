"""Balanced accuracy: the mean of the classes' recall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.metrics.counts import right_and_predicted
from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared

handles = ("sklearn.metrics.balanced_accuracy_score",)


class BalancedAccuracy(Metric):
    """The mean of the classes' recall."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        labels = Labels(y_true)
        if len(labels.values) < 2:
            raise NotPlainError("scikit-learn warns about a single label")
        return OnRows(labels)


class OnRows:
    """Balanced accuracy on some rows."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._t = np.bincount(labels.codes)

    def score(self, p: Any) -> float:
        r, _ = right_and_predicted(self._labels, p)
        return float(np.mean(r / self._t))


metric = BalancedAccuracy()
