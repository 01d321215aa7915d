"""Scores that are piecewise constant: counts of rows, and ranks."""

from __future__ import annotations

from typing import Any

import sklearn.metrics
from sklearn.base import is_classifier, is_regressor
from sklearn.metrics import get_scorer_names

from sk_hpo._compat.sklearn_scorer import is_default_score, parts_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.inner.base import model_of, response_of
from sk_hpo.gradients.scoring.criterion import criteria
from sk_hpo.gradients.scoring.own_score import own_score
from sk_hpo.gradients.types import Response

# Metrics that depend on the order of the responses only.
RANKS = {
    "average_precision_score",
    "coverage_error",
    "dcg_score",
    "label_ranking_average_precision_score",
    "label_ranking_loss",
    "ndcg_score",
    "roc_auc_score",
    "top_k_accuracy_score",
}


def counting_metric(estimator: Any, scorer: Any) -> str | None:
    """Name the metric of a score that is piecewise constant in every parameter.

    Parameters
    ----------
    estimator : estimator
    scorer : None, str or scorer

    Returns
    -------
    str or None
        None if it has a gradient, or if that is unknown.
    """
    if is_default_score(scorer):
        name, _ = own_score(estimator)
        return name if name == "accuracy_score" else None
    parts = parts_of(scorer)
    if parts is None:
        return None
    name = getattr(parts.function, "__name__", "the score")
    # predicted labels change in jumps
    of_labels = parts.response_method == "predict" and is_classifier(estimator)
    ours = getattr(sklearn.metrics, name, None) is parts.function
    return name if of_labels or (ours and name in RANKS) else None


def scorings_with_gradient(estimator: Any) -> list[str]:
    """Name scikit-learn's scorers that have a gradient for an estimator."""
    response = response_to(estimator)
    metrics = {
        getattr(sklearn.metrics, metric, None)
        for criterion in criteria()
        if criterion.exact and criterion.response == response
        for metric in criterion.metrics
    }
    parts = {name: parts_of(name) for name in get_scorer_names()}
    return [n for n, made in parts.items() if made and made.function in metrics]


def response_to(estimator: Any) -> Response | None:
    """Return the kind of responses of an estimator, known or usual for its type."""
    last = Steps.of(estimator).last
    model = model_of(last)
    if model is not None:
        return response_of(model, last)
    if is_classifier(estimator):
        return "logit"
    return "prediction" if is_regressor(estimator) else None
