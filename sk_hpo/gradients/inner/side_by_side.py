"""Several maps on one split, one for each column of the responses.

Notation: K maps with responses v_k of shape (m,); u of shape (m, K), here u_k = v_k; w
of shape (K, ...) the w of all maps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Composed, Part
from sk_hpo.gradients.types import FloatArray, Theta


class SideBySide(Composed):
    """One split.

    Parameters
    ----------
    maps : sequence of InnerMap
        One for each column.
    y_test : ndarray of shape (m, K)
    """

    def __init__(self, maps: Sequence[InnerMap], y_test: FloatArray) -> None:
        self.maps = maps
        self.y_test, self.s_test = y_test, maps[0].s_test
        # the same array objects as in the last fit: the maps recognise it by them
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
        return self.columns(w, theta)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        g = self.of_columns(g, w, theta)
        return np.stack(
            [
                one.predict_vjp(to, own, theta)
                for to, (one, own) in zip(g.T, self._each(w), strict=True)
            ]
        )

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        g = self.of_columns(g, w, theta)
        return sum(
            one.direct(name, own, theta, to)
            for to, (one, own) in zip(g.T, self._each(w), strict=True)
        )

    def parts(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> list[Part]:
        g = self.of_columns(g, w, theta)
        return [
            (one, own_q, own_g, own, theta)
            for own_q, own_g, (one, own) in zip(q, g.T, self._each(w), strict=True)
        ]

    def columns(self, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute the v_k, of shape (m, K)."""
        return np.column_stack([one.predict(own, theta) for one, own in self._each(w)])

    def of_columns(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute dC/dv from g = dC/du, both of shape (m, K)."""
        return g

    def _each(self, w: FloatArray) -> list[tuple[InnerMap, FloatArray]]:
        parts = self._parts if w is self._whole else list(w)
        return list(zip(self.maps, parts, strict=True))
