"""The map of a meta-estimator's inner model, under the meta-estimator's names."""

from __future__ import annotations

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Composed, Part
from sk_hpo.gradients.types import FloatArray, Theta


class PrefixedMap(Composed):
    """The inner map of one split.

    Parameters
    ----------
    inner : InnerMap
    prefix : str
        What the outer names begin with, before those of the inner map.
    """

    def __init__(self, inner: InnerMap, prefix: str) -> None:
        self.inner, self.prefix = inner, prefix
        self.y_test, self.s_test = inner.y_test, inner.s_test

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        return self.inner.fit(self._own(theta), start, tol)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.inner.residual(w, self._own(theta))

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return self.inner.hess_solve(c, w, self._own(theta), tol)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return self.inner.cross(name.removeprefix(self.prefix), w, self._own(theta))

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.inner.predict(w, self._own(theta))

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self.inner.predict_vjp(g, w, self._own(theta))

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        own = name.removeprefix(self.prefix)
        return self.inner.direct(own, w, self._own(theta), g)

    def parts(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> list[Part]:
        return [(self.inner, q, g, w, self._own(theta))]

    def _own(self, theta: Theta) -> dict[str, float]:
        return {name.removeprefix(self.prefix): v for name, v in theta.items()}
