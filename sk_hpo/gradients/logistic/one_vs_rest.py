"""One against the rest: a map a class, probabilities that are made to sum to 1.

Notation: K classes, one map each with responses v_k of shape (m,); sigma the logistic
function. The softmax of

    u_k = log sigma(v_k)        du_k/dv_k = 1 - sigma(v_k)

is sigma(v_k) / sum_l sigma(v_l), what scikit-learn gives as probabilities, and the
order of the u_k is that of the v_k. w is of shape (K, ...): those of the maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import expit

from sk_hpo.gradients.arrays import FloatArray, Theta
from sk_hpo.gradients.inner_map import InnerMap


class OneVsRestMap(InnerMap):
    """One fold.

    Parameters
    ----------
    maps : sequence of InnerMap
        One a class, with logits as responses.
    y_test : ndarray of shape (m, K)
        One column a class.
    """

    def __init__(self, maps: Sequence[InnerMap], y_test: FloatArray) -> None:
        self.maps = maps
        self.y_test, self.s_test = y_test, maps[0].s_test
        # what the maps have been fitted to, by identity: they know their own last w
        self._whole: FloatArray | None = None
        self._parts: list[FloatArray] = []

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        n = len(self.maps)
        starts = [None] * n if start is None or len(start) != n else list(start)
        self._parts = [
            one.fit(theta, own, tol) for one, own in zip(self.maps, starts, strict=True)
        ]
        self._whole = np.stack(self._parts)
        return self._whole

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.stack([one.residual(own, theta) for one, own in self._each(w)])

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return np.stack(
            [
                one.hess_solve(to, own, theta, tol)
                for to, (one, own) in zip(c, self._each(w), strict=True)
            ]
        )

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return np.stack([one.cross(name, own, theta) for one, own in self._each(w)])

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return -np.logaddexp(0, -self._margins(w, theta))

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        g = self._of_margins(g, w, theta)
        return np.stack(
            [
                one.predict_vjp(to, own, theta)
                for to, (one, own) in zip(g.T, self._each(w), strict=True)
            ]
        )

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        g = self._of_margins(g, w, theta)
        pairs = [
            one.inputs_vjp(own_q, own_g, own, theta)
            for own_q, own_g, (one, own) in zip(q, g.T, self._each(w), strict=True)
        ]
        train, test = zip(*pairs, strict=True)
        return sum(train[1:], train[0]), sum(test[1:], test[0])

    def from_fitted(self, estimator: Any) -> FloatArray:
        w = np.asarray(estimator.coef_, dtype=np.float64)
        if not estimator.fit_intercept:
            return w
        return np.column_stack([w, np.broadcast_to(estimator.intercept_, len(w))])

    def _each(self, w: FloatArray) -> list[tuple[InnerMap, FloatArray]]:
        parts = self._parts if w is self._whole else list(w)
        return list(zip(self.maps, parts, strict=True))

    def _margins(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.column_stack([one.predict(own, theta) for one, own in self._each(w)])

    def _of_margins(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(g * expit(-self._margins(w, theta)))
