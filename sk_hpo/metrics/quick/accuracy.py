"""Accuracy: the share of correct labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.metrics.label_targets import Labels
from sk_hpo.metrics.metric import Metric, Prepared

handles = ("sklearn.metrics.accuracy_score",)


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    labels = Labels(y_true)

    def score(p: Any) -> float:
        labels.check(p)
        return labels.n_correct(p) / len(p)

    return score


metric = Metric(_prepare)
