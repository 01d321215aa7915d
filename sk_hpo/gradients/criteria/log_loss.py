"""The log loss, and what it stands in for (hypergradients, (31)).

Notation: K classes; y and u of shape (m,), or (m, K) for several, in {0, 1} and logits;
P of the shape of u probabilities, a of shape (m,) shares of the rows, pi of shape (K,)
those of the classes.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sk_hpo.gradients.scoring.criterion import Criterion, shares
from sk_hpo.gradients.scoring.probabilities import (
    by_rows,
    frequencies,
    lacks_a_class,
    probabilities,
    surprise,
)
from sk_hpo.gradients.types import FloatArray


class InsteadOfCounts(Criterion):
    """L = mean of -log P of the class that is, in place of scores that count or rank.

    Probabilities are not cut off at 1e-16, as they are in scikit-learn.
    """

    response = "logit"
    exact: ClassVar[bool] = False
    metrics: ClassVar[tuple[str, ...]] = (
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
        "top_k_accuracy_score",
        "zero_one_loss",
    )

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float(self._shares(y, s) @ surprise(y, u))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return by_rows(self._shares(y, s), probabilities(u) - y)

    def _shares(self, y: FloatArray, s: FloatArray | None) -> FloatArray:
        return shares(y, s)


class InsteadOfBalancedCounts(InsteadOfCounts):
    """The log loss with classes of equal weight in place of balanced accuracy."""

    metrics = ("balanced_accuracy_score",)

    def _shares(self, y: FloatArray, s: FloatArray | None) -> FloatArray:
        a = shares(y, s)
        pi = frequencies(y, a)
        if (pi > 0).sum() < 2:
            return a
        factors = np.where(pi > 0, 1 / np.where(pi > 0, pi, 1.0), 0.0)
        factors /= (pi > 0).sum()
        own = y @ factors if y.ndim > 1 else np.where(y == 1, factors[1], factors[0])
        return np.asarray(a * own)


class LogLoss(InsteadOfCounts):
    """The log loss itself: of every class some row has to be tested."""

    exact = True
    metrics = ("log_loss",)
    method = "predict_proba"

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        # as in scikit-learn
        return float("nan") if lacks_a_class(y) else super().value(y, u, s)


class LogLossShare(LogLoss):
    """L = log loss / that of pi - 1: the D2 of the log loss, negated."""

    metrics = ("d2_log_loss_score",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        if len(y) < 2:
            return float("nan")  # as in scikit-learn
        return super().value(y, u, s) / self._of_frequencies(y, s) - 1

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return super().du(y, u, s) / self._of_frequencies(y, s)

    def _of_frequencies(self, y: FloatArray, s: FloatArray | None) -> float:
        pi = frequencies(y, shares(y, s))
        # of one class alone there is no score
        return float(-np.sum(pi * np.log(np.where(pi > 0, pi, 1.0)))) or 1.0


CRITERIA = (LogLoss(), LogLossShare(), InsteadOfCounts(), InsteadOfBalancedCounts())
