"""Kernel matrices and their derivatives, which remember their last values.

Notation: N rows; X of shape (N, p); K of shape (N, N); v a parameter of the kernel.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from threading import Lock
from typing import Any

from sk_hpo.gradients.kernels.functions import Kernel
from sk_hpo.gradients.types import FloatArray, Matrix, NotDifferentiableError, Theta


class Gram(ABC):
    """A kernel matrix and its derivatives, which threads can share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at: tuple[float, ...] | None = None
        self._known: dict[str, FloatArray] = {}

    def value(self, theta: Theta) -> FloatArray:
        """Compute K, or return the last one."""
        return self.slope("", theta)

    def slope(self, name: str, theta: Theta) -> FloatArray:
        """Compute dK/dv, of shape (N, N), or return the last one."""
        with self._lock:
            key = self.key(theta)
            if key != self._at:
                self._at, self._known = key, {}
            if name not in self._known:
                self.compute(self._known, name, theta)
            return self._known[name]

    def inputs_vjp(self, P: FloatArray, theta: Theta) -> FloatArray:
        """Compute the derivative of sum(P K) in X."""
        raise NotDifferentiableError("this kernel has no derivative in X")

    @abstractmethod
    def key(self, theta: Theta) -> tuple[float, ...]:
        """Return the values in theta on which the kernel depends."""

    @abstractmethod
    def compute(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        """Put dK/dv, by the name of v, into `known`; K itself, if the name is ""."""


class PairwiseGram(Gram):
    """The matrix of a kernel that scikit-learn has a name for.

    Parameters
    ----------
    kernel : Kernel
    X : ndarray or CSR matrix of shape (N, p)
    settings : mapping of str to float
        The kernel's parameters, where theta has none.
    """

    def __init__(self, kernel: Kernel, X: Matrix, settings: Mapping[str, Any]) -> None:
        super().__init__()
        self.kernel, self.X, self.settings = kernel, X, settings
        self.base = kernel.base(X)

    def key(self, theta: Theta) -> tuple[float, ...]:
        return tuple(theta[name] for name in self.kernel.parameters if name in theta)

    def compute(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        v = {**self.settings, **theta}
        if "" not in known:
            known[""] = self.kernel.value(self.base, v)
        if name:
            known[name] = self.kernel.slope(name, self.base, known[""], v)

    def inputs_vjp(self, P: FloatArray, theta: Theta) -> FloatArray:
        v = {**self.settings, **theta}
        return self.kernel.inputs_vjp(P + P.T, self.X, self.base, self.value(theta), v)
