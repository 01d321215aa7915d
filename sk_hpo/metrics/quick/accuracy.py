"""Accuracy: the share of correct labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, Prepared

handles = ("sklearn.metrics.accuracy_score",)


class Accuracy(Metric):
    """The share of correct labels."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OnRows(Labels(y_true))


class OnRows:
    """Accuracy on some rows."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def score(self, p: Any) -> float:
        self._labels.check(p)
        return self._labels.n_right(p) / len(p)


metric = Accuracy()
