"""The range of a metric's values, where that is known."""

from __future__ import annotations

import math

from sk_hpo.results.results import Results

Range = tuple[float, float]

ANY: Range = (-math.inf, math.inf)
# By how the name of a scorer begins; user guide of scikit-learn, "Metrics".
SHARES = (
    "accuracy",
    "average_precision",
    "balanced_accuracy",
    "completeness",
    "f1",
    "fowlkes_mallows",
    "homogeneity",
    "jaccard",
    "normalized_mutual_info",
    "precision",
    "rand",
    "recall",
    "roc_auc",
    "top_k_accuracy",
    "v_measure",
)
AT_MOST_ONE = ("adjusted", "d2", "explained_variance", "r2")


def clipped(interval: Range, found: Results) -> Range:
    """Return the part of an interval within the range of the metric of a search."""
    low, high = range_of(found)
    return min(max(interval[0], low), high), max(min(interval[1], high), low)


def range_of(found: Results) -> Range:
    """Return the lowest and the highest value of the metric of a search."""
    scorer = found.scoring.get(found.metric)
    name = scorer if isinstance(scorer, str) else ""
    if scorer is None and found.metric in found.scoring:
        name = found.own_score
    if _begins(name, SHARES):
        return 0.0, 1.0
    if _begins(name, ("matthews_corrcoef",)):
        return -1.0, 1.0
    if _begins(name, AT_MOST_ONE):
        return -math.inf, 1.0
    if _begins(name, ("neg",)):
        return -math.inf, 0.0
    return ANY


def _begins(name: str, words: tuple[str, ...]) -> bool:
    return any(name == word or name.startswith(f"{word}_") for word in words)
