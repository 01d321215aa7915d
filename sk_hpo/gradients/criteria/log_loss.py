"""The log loss of two classes, and what it stands in for (MATHS section 7).

Notation: y of shape (m,) in {0, 1}, u of shape (m,) logits, p = 1 / (1 + exp(-u)),
a of shape (m,) shares of the rows.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.special import expit

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.criterion import Criterion, shares


class LogLoss(Criterion):
    """L = mean of log(1 + exp(u)) - y u.

    Probabilities are not cut off at 1e-16, as they are in scikit-learn.
    """

    response = "logit"
    metrics: ClassVar[tuple[str, ...]] = ("log_loss",)
    method = "predict_proba"

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float(self._shares(y, s) @ (np.logaddexp(0, u) - y * u))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        slopes: FloatArray = self._shares(y, s) * (expit(u) - y)
        return slopes

    def _shares(self, y: FloatArray, s: FloatArray | None) -> FloatArray:
        return shares(y, s)


class InsteadOfCounts(LogLoss):
    """The log loss in place of scores that count or rank rows."""

    exact = False
    metrics = (
        "accuracy_score",
        "average_precision_score",
        "brier_score_loss",  # with arguments of the user's
        "cohen_kappa_score",
        "d2_brier_score",
        "d2_log_loss_score",
        "f1_score",
        "fbeta_score",
        "hamming_loss",
        "jaccard_score",
        "log_loss",  # with arguments of the user's
        "matthews_corrcoef",
        "precision_score",
        "recall_score",
        "roc_auc_score",
        "zero_one_loss",
    )


class InsteadOfBalancedCounts(LogLoss):
    """The log loss with classes of equal weight in place of balanced accuracy."""

    exact = False
    metrics = ("balanced_accuracy_score",)

    def _shares(self, y: FloatArray, s: FloatArray | None) -> FloatArray:
        a = shares(y, s)
        second = float(a @ y)
        if not 0 < second < 1:
            return a
        return a * np.where(y == 1, 0.5 / second, 0.5 / (1 - second))


CRITERIA = (LogLoss(), InsteadOfCounts(), InsteadOfBalancedCounts())
