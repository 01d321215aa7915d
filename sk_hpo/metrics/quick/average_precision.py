"""The average precision of a binary classifier.

Notation: at each of m decreasing thresholds, tps (m,) true and fps (m,) false
positives; precision and recall, each (m,).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, Prepared
from sk_hpo.metrics.thresholds import counts_at_thresholds

handles = ("sklearn.metrics.average_precision_score",)


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    labels, pos_label = Labels(y_true), kwargs.get("pos_label", 1)
    labels.other_than(pos_label)
    positive = labels.y == pos_label

    def score(s: Any) -> float:
        tps, fps = counts_at_thresholds(positive, s)
        precision, recall = tps / (tps + fps), tps / tps[-1]
        # in the order and with the ends of scikit-learn's curve, so that sums are equal
        steps = np.diff(np.append(recall[::-1], 0.0))
        return max(0.0, -float(np.sum(steps * precision[::-1])))

    return score


metric = Metric(_prepare, takes=("pos_label",), pos_label=1)
