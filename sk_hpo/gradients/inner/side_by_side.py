"""Several maps on one split, one for each column of the responses.

Notation: K maps with responses v_k of shape (m,); u of shape (m, K), here u_k = v_k; w
of shape (K, ...) the w of all maps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Composed, Part
from sk_hpo.gradients.types import FloatArray, Theta


class SideBySide(Composed):
    """The inner map of one split.

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
        starts = [None] * n if start is None or len(start) != n else start
        both = zip(self.maps, starts, strict=True)
        self._parts = [one.fit(theta, own, tol) for one, own in both]
        self._whole = np.stack(self._parts)
        return self._whole

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.stack([one.residual(own, theta) for one, own in self._each(w)])

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        each = self._each(w, c)
        return np.stack([one.hess_solve(to, own, theta, tol) for one, own, to in each])

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return np.stack([one.cross(name, own, theta) for one, own in self._each(w)])

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.columns(w, theta)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        each = self._each(w, self.of_columns(g, w, theta).T)
        return np.stack([one.predict_vjp(to, own, theta) for one, own, to in each])

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        each = self._each(w, self.of_columns(g, w, theta).T)
        return float(sum(one.direct(name, own, theta, to) for one, own, to in each))

    def parts(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> list[Part]:
        each = self._each(w, q, self.of_columns(g, w, theta).T)
        return [(one, own_q, own_g, own, theta) for one, own, own_q, own_g in each]

    def columns(self, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute the v_k, of shape (m, K)."""
        return np.column_stack([one.predict(own, theta) for one, own in self._each(w)])

    def of_columns(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute dC/dv from g = dC/du, both of shape (m, K)."""
        return g

    def _each(self, w: FloatArray, *others: FloatArray) -> Iterator[tuple[Any, ...]]:
        parts = self._parts if w is self._whole else w
        return zip(self.maps, parts, *others, strict=True)
