"""Counts of correct, predicted and true labels, and averages of their ratios.

Notation: k labels; for each, t (k,) is the number of rows with this true label, r (k,)
of those predicted correctly, q (k,) of those predicted to have it. With
average="binary", k = 1: `pos_label` alone. With "micro", k = 1: the sum over labels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared

AVERAGES = ("binary", "macro", "micro", "weighted")

# Returns the ratio for each label from r, q and t.
Ratio = Callable[[Any, Any, Any], Any]


def metric_of_ratio(ratio: Ratio) -> Metric:
    """Return the metric that is a ratio of counts for each label."""
    return Metric(partial(_prepare, ratio), ("pos_label", "average"), pos_label=1)


def _prepare(ratio: Ratio, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    average = kwargs.get("average", "binary")
    pos_label = kwargs.get("pos_label", 1)
    labels = Labels(y_true)
    if len(labels.values) < 2 or average not in AVERAGES:
        raise NotPlainError("only one label, or an unusual average")
    if average == "binary":
        return _of_one(ratio, labels, pos_label)
    if pos_label is not None and pos_label != 1:
        raise NotPlainError("scikit-learn warns that pos_label is not used")
    return _of_all(ratio, labels, average)


def _of_one(ratio: Ratio, labels: Labels, pos_label: Any) -> Prepared:
    """Return the ratio for one of two labels."""
    other, true = labels.other_than(pos_label), labels.y == pos_label
    t = np.array([np.count_nonzero(true)], dtype=np.float64)

    def score(p: Any) -> float:
        labels.check(p)
        here = p == pos_label
        q = np.count_nonzero(here)
        if q + np.count_nonzero(p == other) != len(p):
            raise NotPlainError("a predicted label is not among the true ones")
        r = np.array([np.count_nonzero(here & true)], dtype=np.float64)
        return float(ratio(r, np.array([q], dtype=np.float64), t)[0])

    return score


def _of_all(ratio: Ratio, labels: Labels, average: str) -> Prepared:
    """Return the ratio for each label, averaged."""
    true = np.bincount(labels.codes)

    def score(p: Any) -> float:
        r, q = correct_and_predicted(labels, p)
        t = true
        if average == "micro":
            r, q, t = (np.sum(counts).reshape(1) for counts in (r, q, t))
        ratios = ratio(r, q, t)
        if average == "weighted":
            return float(np.average(ratios, weights=t))
        return float(np.mean(ratios))

    return score


def correct_and_predicted(labels: Labels, p: Any) -> tuple[np.ndarray, np.ndarray]:
    """Count for each label how often it is predicted correctly, and predicted."""
    labels.check(p)
    codes = labels.codes_of(p)
    k = len(labels.values)
    r = np.bincount(codes[codes == labels.codes], minlength=k)
    return r, np.bincount(codes, minlength=k)
