"""Fits on all splits from one inverse, if the splits are rows of one matrix.

Notation as in ``kernels/ridge.py``; V are the rows that split k leaves out, T the rest.
With B = A^-1, b = B c and c = 0 on V,

    A_TT^-1 c_T = b_T - B_TV (B_VV)^-1 b_V                                        (1)

With c = A_TV g, as it is where g is the derivative in the responses, that is

    A_TT^-1 A_TV g = -B_TV (B_VV)^-1 g                                            (2)

Both are rows T of a product with B: with E_V the columns V of the identity, (1) is
B (c - E_V (B_VV)^-1 b_V) and (2) is -B E_V (B_VV)^-1 g. The n x n matrices are much
larger than the rest, so that products with them are computed for all splits at once.

The more splits, the more it saves over a factor of each split's own:
``benchmarks/grad_heuristics.py left_out --splits 10`` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from scipy import linalg

from sk_hpo.gradients.kernels.matrix import Gram
from sk_hpo.gradients.linalg.inverse import Inverse, inverse_of
from sk_hpo.gradients.linalg.systems import Solve, by_cholesky
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Theta


@dataclass(frozen=True)
class SplitSolution:
    """The fit on one split under one theta.

    Parameters
    ----------
    V : ndarray of shape (m,)
    B : Inverse
    of_tested : callable
        Solve with B_VV.
    w : ndarray of shape (n,) or (n, t)
        The fit of `KernelMap`.
    """

    V: Any
    B: Inverse
    of_tested: Solve
    w: FloatArray

    def solve(self, c: FloatArray) -> FloatArray:
        """Compute (1) for a c that is 0 on V."""
        left = c.copy()
        left[self.V] = -self.of_tested(self.B.times(c)[self.V])
        return self._trained(self.B.times(left))

    def solve_tested(self, g: FloatArray) -> FloatArray:
        """Compute (2), with 0 on V."""
        left = np.zeros_like(self.w)
        left[self.V] = -self.of_tested(g)
        return self._trained(self.B.times(left))

    def _trained(self, q: FloatArray) -> FloatArray:
        q[self.V] = 0
        return q


@dataclass
class LeftOut:
    """The fits on all splits of one set of rows.

    Parameters
    ----------
    gram : Gram
    root : ndarray of shape (n,) or None
        sqrt(s).
    left_out : sequence of ndarray
        V of each split.
    targets : sequence of ndarray of shape (n,) or (n, t)
        R y of each split, with 0 on V.
    """

    gram: Gram
    root: FloatArray | None
    left_out: Sequence[Any]
    targets: Sequence[FloatArray]

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._at: tuple[float, ...] | None = None
        self._parts: list[SplitSolution] = []
        self._products: dict[str, list[FloatArray]] = {}

    def part(self, k: int, theta: Theta) -> SplitSolution:
        """Return the fit on split k."""
        with self._lock:
            return self._solutions(theta)[k]

    def product(self, k: int, name: str, w: FloatArray, theta: Theta) -> Any:
        """Compute K R w or dK/dv R w if w is the fit of split k; else return None."""
        with self._lock:
            parts = self._solutions(theta)
            if parts[k].w is not w:
                return None
            if name not in self._products:
                W = np.column_stack([part.w for part in parts])
                RW = W if self.root is None else self.root[:, None] * W
                product = self.gram.slope(name, theta) @ RW
                self._products[name] = _apart(product, self.targets)
            return self._products[name][k]

    def _solutions(self, theta: Theta) -> list[SplitSolution]:
        key = (theta["alpha"], *self.gram.key(theta))
        if self._at != key:
            self._at, self._parts, self._products = None, [], {}  # frees memory
            A = system(self.gram.value(theta).copy(), self.root, theta["alpha"])
            self._parts = self._solved(_not_singular(inverse_of, A))
            self._at = key
        return self._parts

    def _solved(self, B: Inverse) -> list[SplitSolution]:
        """Fit all splits by (1)."""
        lefts, of_tested = [], []
        together = _apart(B.times(np.column_stack(self.targets)), self.targets)
        for V, Ry, b in zip(self.left_out, self.targets, together, strict=True):
            of_tested.append(solver(B.block(V)))
            lefts.append(Ry.copy())
            lefts[-1][V] = -of_tested[-1](b[V])
        parts = []
        together = _apart(B.times(np.column_stack(lefts)), self.targets)
        for V, solve, w in zip(self.left_out, of_tested, together, strict=True):
            w[V] = 0
            parts.append(SplitSolution(V, B, solve, w))
        return parts


def _apart(columns: FloatArray, like: Sequence[FloatArray]) -> list[FloatArray]:
    """Split columns into arrays of the shapes of `like`."""
    width = columns.shape[1] // len(like)
    return [
        np.ascontiguousarray(columns[:, k * width : (k + 1) * width]).reshape(a.shape)
        for k, a in enumerate(like)
    ]


def system(K: FloatArray, root: FloatArray | None, alpha: float) -> FloatArray:
    """Overwrite K with R K R + alpha I, and return it."""
    if root is not None:
        K *= root
        K *= root[:, None]
    K.flat[:: len(K) + 1] += alpha
    if not np.isfinite(K).all():
        raise NotDifferentiableError("the kernel is not finite on these data")
    return K


def solver(A: FloatArray) -> Solve:
    """Solve by a Cholesky factor, or by LU if the kernel is not positive definite."""
    solve = by_cholesky(A)
    if solve is not None:
        return solve
    inverse = _not_singular(linalg.inv, A)
    return lambda c: np.asarray(inverse @ c)


def _not_singular(inverse: Callable[[FloatArray], Any], A: FloatArray) -> Any:
    try:
        return inverse(A)
    except linalg.LinAlgError as error:
        raise NotDifferentiableError("the kernel's equations are singular") from error
