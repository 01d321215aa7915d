"""The area under the ROC curve of a binary classifier.

Notation: y (n,) true labels, s (n,) scores; at each threshold, for the m corners of the
curve, tps (m,) true and fps (m,) false positives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared
from sk_hpo.metrics.thresholds import counts_at_thresholds

handles = ("sklearn.metrics.roc_auc_score",)


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    labels = Labels(y_true)
    if len(labels.values) != 2:
        raise NotPlainError("there are not two classes")
    second = labels.codes == 1

    def score(s: Any) -> float:
        tps, fps = counts_at_thresholds(second, s)
        if len(tps) > 2:
            # scikit-learn leaves out points on a line: fewer rounded parts are added
            inner = (np.diff(fps, 2) != 0) | (np.diff(tps, 2) != 0)
            corners = np.flatnonzero(np.concatenate(([True], inner, [True])))
            tps, fps = tps[corners], fps[corners]
        x = np.concatenate(([0.0], fps)) / fps[-1]
        y = np.concatenate(([0.0], tps)) / tps[-1]
        return float((np.diff(x) * (y[1:] + y[:-1]) / 2.0).sum())

    return score


metric = Metric(_prepare)
