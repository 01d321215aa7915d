"""The Brier score of two classes (MATHS section 7).

Notation: y of shape (m,) in {0, 1}, u of shape (m,) logits, p = 1 / (1 + exp(-u)),
a of shape (m,) shares of the rows.
"""

from __future__ import annotations

from scipy.special import expit

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.criterion import Criterion, shares


class BrierScore(Criterion):
    """L = mean (p - y)^2."""

    response = "logit"
    metrics = ("brier_score_loss",)
    method = "predict_proba"

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float(shares(y, s) @ (expit(u) - y) ** 2)

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        p = expit(u)
        slopes: FloatArray = 2 * shares(y, s) * (p - y) * p * (1 - p)
        return slopes


CRITERIA = (BrierScore(),)
