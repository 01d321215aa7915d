"""The Brier score (hypergradients, (31)).

Notation: K classes; y and u of shape (m,), or (m, K) for several, in {0, 1} and logits;
P of the shape of u probabilities, a of shape (m,) shares of the rows.
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
)
from sk_hpo.gradients.types import FloatArray


class BrierScore(Criterion):
    """L = mean (P - y)^2 of two classes, mean of sum_k (P_k - y_k)^2 of several.

    Which scikit-learn has from 1.7 on.
    """

    response = "logit"
    metrics: ClassVar[tuple[str, ...]] = ("brier_score_loss",)
    method = "predict_proba"

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        if y.ndim > 1 and lacks_a_class(y):
            return float("nan")  # as in scikit-learn
        squares = (probabilities(u) - y) ** 2
        a = shares(y, s)
        return float(a @ (squares if y.ndim == 1 else squares.sum(axis=1)))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        P = probabilities(u)
        r = P - y
        if y.ndim == 1:
            return np.asarray(2 * shares(y, s) * r * P * (1 - P))
        mean = (P * r).sum(axis=1, keepdims=True)
        return by_rows(2 * shares(y, s), P * (r - mean))


class BrierShare(BrierScore):
    """L = Brier score / that of the frequencies - 1: its D2, negated.

    Which scikit-learn has from 1.8 on.
    """

    metrics = ("d2_brier_score",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        if len(y) < 2 or lacks_a_class(y):
            return float("nan")
        return super().value(y, u, s) / self._of_frequencies(y, s) - 1

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return super().du(y, u, s) / self._of_frequencies(y, s)

    def _of_frequencies(self, y: FloatArray, s: FloatArray | None) -> float:
        pi = frequencies(y, shares(y, s))
        # of two classes the error of one is counted
        return float(np.prod(pi) if y.ndim == 1 else 1 - pi @ pi) or 1.0


CRITERIA = (BrierScore(), BrierShare())
