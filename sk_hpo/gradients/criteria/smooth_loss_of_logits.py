"""Smooth log losses, for scores of classes without a gradient (hypergradients, (31)).

Notation: K classes; y and u of shape (m,), or (m, K) for several, in {0, 1} and logits;
a of shape (m,) shares of the rows.
"""

from __future__ import annotations

from typing import ClassVar

from sk_hpo.gradients.linalg.arrays import scale_rows
from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope
from sk_hpo.gradients.scoring.probabilities import balanced, probabilities, surprise
from sk_hpo.gradients.types import FloatArray


class SmoothLogLoss(Criterion):
    """L = mean of -log P of the true class: a smooth loss for scores without gradient.

    Probabilities are not cut off at 1e-16, as they are in scikit-learn.
    """

    response = "logit"
    exact: ClassVar[bool] = False
    metrics: ClassVar[tuple[str, ...]] = (
        "accuracy_score",
        "average_precision_score",
        "brier_score_loss",  # with other arguments
        "cohen_kappa_score",
        "d2_brier_score",
        "d2_log_loss_score",
        "f1_score",
        "fbeta_score",
        "hamming_loss",
        "jaccard_score",
        "log_loss",  # with other arguments
        "matthews_corrcoef",
        "precision_score",
        "recall_score",
        "roc_auc_score",
        "top_k_accuracy_score",
        "zero_one_loss",
    )

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        du = scale_rows(a, probabilities(u) - y)
        return float(a @ surprise(y, u)), du


class BalancedLogLoss(SmoothLogLoss):
    """The log loss with classes of equal weight, for balanced accuracy."""

    metrics = ("balanced_accuracy_score",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        return super().at(y, u, balanced(y, a))


CRITERIA = (SmoothLogLoss(), BalancedLogLoss())
