"""The average precision of a binary classifier.

Notation: at each of m decreasing thresholds, tps (m,) true and fps (m,) false
positives; precision and recall, each (m,).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared
from sk_hpo.metrics.thresholds import counts_at_thresholds

handles = ("sklearn.metrics.average_precision_score",)


class AveragePrecision(Metric):
    """The mean of the precisions, weighted by the increases of recall."""

    takes = ("pos_label",)
    pos_label: ClassVar[Any] = 1

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        labels = Labels(y_true)
        pos_label = kwargs.get("pos_label", 1)
        if len(labels.values) != 2 or pos_label not in labels.values.tolist():
            raise NotPlainError("the labels are not pos_label and one other")
        return OnRows(labels.y == pos_label)


class OnRows:
    """The average precision on some rows."""

    def __init__(self, positive: np.ndarray) -> None:
        self._positive = positive

    def score(self, s: Any) -> float:
        tps, fps = counts_at_thresholds(self._positive, s)
        precision, recall = tps / (tps + fps), tps / tps[-1]
        # in the order and with the ends of scikit-learn's curve, so that sums are equal
        steps = np.diff(np.append(recall[::-1], 0.0))
        return max(0.0, -float(np.sum(steps * precision[::-1])))


metric = AveragePrecision()
