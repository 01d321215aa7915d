"""A kernel matrix of n rows and its derivatives; what was computed last is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Lock

from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Theta


class Gram(ABC):
    """The kernel matrix of n rows, and its derivatives.

    What was computed last is kept; the folds' threads may ask at the same time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._at: tuple[float, ...] | None = None
        self._known: dict[str, FloatArray] = {}

    def value(self, theta: Theta) -> FloatArray:
        """Give K, of shape (n, n)."""
        return self._kept("", theta)

    def slope(self, name: str, theta: Theta) -> FloatArray:
        """Give dK/dv, of shape (n, n)."""
        return self._kept(name, theta)

    def inputs_vjp(self, P: FloatArray, theta: Theta) -> FloatArray:
        """Give the derivative of sum(P K) in the rows' columns, of shape (n, p)."""
        raise NotDifferentiableError("this kernel has no derivative in X")

    @abstractmethod
    def key(self, theta: Theta) -> tuple[float, ...]:
        """Give what of theta the kernel depends on."""

    @abstractmethod
    def computed(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        """Put dK/dv of a name into what is known at theta, or K, whose name is ""."""

    def _kept(self, name: str, theta: Theta) -> FloatArray:
        with self._lock:
            key = self.key(theta)
            if key != self._at:
                self._at, self._known = key, {}
            if name not in self._known:
                self.computed(self._known, name, theta)
            return self._known[name]
