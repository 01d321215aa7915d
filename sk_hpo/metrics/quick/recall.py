"""Recall: how many of the rows with a label are predicted to have it, as a share."""

from __future__ import annotations

from sk_hpo.metrics.counts import metric_of_ratio

handles = ("sklearn.metrics.recall_score",)

metric = metric_of_ratio(lambda r, q, t: r / t)
