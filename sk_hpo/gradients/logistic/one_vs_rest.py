"""One-vs-rest: one map for each class, with normalised probabilities.

Notation: K classes, one map each with responses v_k of shape (m,); sigma the logistic
function. The softmax of

    u_k = log sigma(v_k)        du_k/dv_k = 1 - sigma(v_k)

is sigma(v_k) / sum_l sigma(v_l), scikit-learn's probabilities, and the u_k have
the order of the v_k.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from sk_hpo.gradients.inner.side_by_side import SideBySide
from sk_hpo.gradients.types import FloatArray, Theta


class OneVsRestMap(SideBySide):
    """The inner map of one split, of maps with logits as responses."""

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return -np.logaddexp(0, -self.columns(w, theta))

    def of_columns(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(g * expit(-self.columns(w, theta)))
