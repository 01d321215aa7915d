"""The log loss and its D2 score (hypergradients, (31)).

Notation: K classes; y and u of shape (m,), or (m, K) for several, in {0, 1} and logits;
P of the shape of u probabilities, a of shape (m,) shares of the rows, pi of shape (K,)
those of the classes.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.criteria.smooth_loss_of_logits import SmoothLogLoss
from sk_hpo.gradients.scoring.criterion import ValueAndSlope, relative
from sk_hpo.gradients.scoring.probabilities import frequencies, lacks_a_class
from sk_hpo.gradients.types import FloatArray


class LogLoss(SmoothLogLoss):
    """The log loss itself. It is NaN if a class has no test row."""

    exact = True
    metrics = ("log_loss",)
    method = "predict_proba"

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        value, du = super().at(y, u, a)
        # as in scikit-learn
        return float("nan") if lacks_a_class(y) else value, du


class D2LogLoss(LogLoss):
    """L = log loss / log loss of pi - 1: the D2 of the log loss, negated."""

    metrics = ("d2_log_loss_score",)
    perfect = -1.0

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        pi = frequencies(y, a)
        # a single class has no score
        constant = float(-np.sum(pi * np.log(np.where(pi > 0, pi, 1.0)))) or 1.0
        return relative(y, super().at(y, u, a), constant)


CRITERIA = (LogLoss(), D2LogLoss())
