"""The loss of two classes, and of several.

Notation: n rows, K classes; s of shape (n,) weights; u, of shape (n,) for two classes
or (n, K), responses; P of the shape of u probabilities; y of shape (n,) in {0, 1}, or Y
with one column for each class.

    two        sum s (log(1 + exp(u)) - y u)       P = 1 / (1 + exp(-u))
    several    sum s (log sum_k exp(u_k) - Y u)    P = exp(u_k) / sum_l exp(u_l)

The slope in u is s (P - Y) for both. For a change R of u, the slope
changes by s P (1 - P) R, and s P (R - sum_k P_k R_k).
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from sk_hpo.gradients.types import FloatArray


class ClassLoss(ABC):
    """One split's targets and weights.

    Parameters
    ----------
    y : ndarray of the shape of u
    s : ndarray of shape (n,)
    """

    def __init__(self, y: FloatArray, s: FloatArray) -> None:
        self.y = y
        self.s = s
        self.s_varies = bool((s != 1).any())

    @abstractmethod
    def at(self, u: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Compute the loss, its slope in u, and P."""

    @abstractmethod
    def bend(self, P: FloatArray, R: FloatArray) -> FloatArray:
        """Compute the change of the slope for a change R of u."""

    @abstractmethod
    def curvature(self, P: FloatArray, k: int, other: int) -> FloatArray:
        """Compute the derivative, of shape (n,), of slope k in response `other`."""

    @abstractmethod
    def total_curvature(self, P: FloatArray) -> FloatArray:
        """Sum the curvature of each class in its own response over the rows."""


class BinaryLoss(ClassLoss):
    """A loss of two classes, with u of shape (n,)."""

    def bend(self, P: FloatArray, R: FloatArray) -> FloatArray:
        return self.curvature(P, 0, 0) * R

    def total_curvature(self, P: FloatArray) -> FloatArray:
        return np.asarray(self.curvature(P, 0, 0).sum())


class BinaryLogLoss(BinaryLoss):
    """The log loss of two classes."""

    def at(self, u: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        e = np.exp(-np.abs(u))
        P = np.where(u >= 0, 1.0, e) / (1 + e)
        value = self.s @ (np.maximum(u, 0) + np.log1p(e) - self.y * u)
        return float(value), self.s * (P - self.y), P

    def curvature(self, P: FloatArray, k: int, other: int) -> FloatArray:
        return np.asarray(self.s * P * (1 - P))


class MultinomialLogLoss(ClassLoss):
    """The log loss of several classes, with u of shape (n, K)."""

    def at(self, u: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        u = u - u.max(axis=1, keepdims=True)
        P = np.exp(u)
        sums = P.sum(axis=1)
        P /= sums[:, None]
        value = self.s @ (np.log(sums) - np.einsum("ik,ik->i", self.y, u))
        return float(value), self.s[:, None] * (P - self.y), P

    def bend(self, P: FloatArray, R: FloatArray) -> FloatArray:
        mean = np.einsum("ik,ik->i", P, R)
        bent = R - mean[:, None]
        bent *= P
        if self.s_varies:
            bent *= self.s[:, None]
        return np.asarray(bent)

    def curvature(self, P: FloatArray, k: int, other: int) -> FloatArray:
        own = 1 - P[:, k] if k == other else -P[:, other]
        return np.asarray(self.s * P[:, k] * own)

    def total_curvature(self, P: FloatArray) -> FloatArray:
        return np.asarray(self.s @ (P * (1 - P)))
