"""Counts of right, predicted and true labels, and averages of their ratios.

Notation: k labels; for each, t (k,) is the number of rows with this true label, r (k,)
of those predicted correctly, q (k,) of those predicted to have it. With
average="binary", k = 1: `pos_label` alone. With "micro", k = 1: the sum over labels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared

AVERAGES = ("binary", "macro", "micro", "weighted")


class Ratio(Metric, ABC):
    """A metric that is a ratio of counts for each label."""

    takes = ("pos_label", "average")
    pos_label: ClassVar[Any] = 1

    @abstractmethod
    def ratio(self, r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
        """Return the ratio for each label."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        average = kwargs.get("average", "binary")
        pos_label = kwargs.get("pos_label", 1)
        labels = Labels(y_true)
        if len(labels.values) < 2 or average not in AVERAGES:
            raise NotPlainError("only one label, or an unusual average")
        if average == "binary":
            if len(labels.values) > 2 or pos_label not in labels.values.tolist():
                raise NotPlainError("the labels are not pos_label and one other")
            return OfOne(self, labels, pos_label)
        if pos_label is not None and pos_label != 1:
            raise NotPlainError("scikit-learn warns that pos_label is not used")
        return OfAll(self, labels, average)


class OfOne:
    """The ratio for one of two labels."""

    def __init__(self, metric: Ratio, labels: Labels, pos_label: Any) -> None:
        self._ratio = metric.ratio
        self._labels = labels
        first, second = labels.values
        self._here, self._other = (
            (first, second) if first == pos_label else (second, first)
        )
        self._true = labels.y == self._here
        self._t = np.array([np.count_nonzero(self._true)], dtype=np.float64)

    def score(self, p: Any) -> float:
        self._labels.check(p)
        here = p == self._here
        q = np.count_nonzero(here)
        if q + np.count_nonzero(p == self._other) != len(p):
            raise NotPlainError("a predicted label is not among the true ones")
        r = np.array([np.count_nonzero(here & self._true)], dtype=np.float64)
        ratio = self._ratio(r, np.array([q], dtype=np.float64), self._t)
        return float(ratio[0])


class OfAll:
    """The ratio for each label, averaged."""

    def __init__(self, metric: Ratio, labels: Labels, average: str) -> None:
        self._ratio = metric.ratio
        self._labels = labels
        self._average = average
        self._k = len(labels.values)
        self._t = np.bincount(labels.codes, minlength=self._k)

    def score(self, p: Any) -> float:
        r, q = right_and_predicted(self._labels, p)
        t = self._t
        if self._average == "micro":
            r, q, t = (np.sum(counts).reshape(1) for counts in (r, q, t))
        ratios = self._ratio(r, q, t)
        if self._average == "weighted":
            return float(np.average(ratios, weights=t))
        return float(np.mean(ratios))


def right_and_predicted(labels: Labels, p: Any) -> tuple[np.ndarray, np.ndarray]:
    """Count for each label how often it is predicted correctly, and predicted."""
    labels.check(p)
    codes = labels.codes_of(p)
    k = len(labels.values)
    r = np.bincount(codes[codes == labels.codes], minlength=k)
    return r, np.bincount(codes, minlength=k)
