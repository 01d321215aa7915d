"""The harmonic mean of precision and recall."""

from __future__ import annotations

from sk_hpo.metrics.counts import metric_of_ratio

handles = ("sklearn.metrics.f1_score",)

metric = metric_of_ratio(lambda r, q, t: 2.0 * r / (t + q))
