"""The Brier score (hypergradients, (31)).

Notation: K classes; y and u of shape (m,), or (m, K) for several, in {0, 1} and logits;
P of the shape of u probabilities, a of shape (m,) shares of the rows.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sk_hpo.gradients.linalg.arrays import scale_rows
from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope, relative
from sk_hpo.gradients.scoring.probabilities import (
    frequencies,
    lacks_a_class,
    probabilities,
)
from sk_hpo.gradients.types import FloatArray


class BrierScore(Criterion):
    """L = mean (P - y)^2 of two classes, mean of sum_k (P_k - y_k)^2 of several.

    scikit-learn has it since 1.7.
    """

    response = "logit"
    metrics: ClassVar[tuple[str, ...]] = ("brier_score_loss",)
    method = "predict_proba"

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        P = probabilities(u)
        r = P - y
        if y.ndim == 1:
            return float(a @ r**2), np.asarray(2 * a * r * P * (1 - P))
        # as in scikit-learn
        value = float("nan") if lacks_a_class(y) else float(a @ (r**2).sum(axis=1))
        mean = (P * r).sum(axis=1, keepdims=True)
        return value, scale_rows(2 * a, P * (r - mean))


class D2BrierScore(BrierScore):
    """L = Brier score / that of the class frequencies - 1: its D2, negated.

    scikit-learn has it since 1.8.
    """

    metrics = ("d2_brier_score",)
    perfect = -1.0

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        pi = frequencies(y, a)
        # with two classes only the error of one is counted
        constant = float(np.prod(pi) if y.ndim == 1 else 1 - pi @ pi) or 1.0
        value, du = relative(y, super().at(y, u, a), constant)
        return float("nan") if lacks_a_class(y) else value, du


CRITERIA = (BrierScore(), D2BrierScore())
