"""Linear models with a loss that is the square of a part of the residual.

Notation: n training rows, m test rows, p columns, q = p + 1 with an intercept, else p;
t targets, each with w of shape (q,); X~ = [X, scale] of shape (n, q), so that the last
of w is intercept / scale and penalised like the others, as in liblinear; u = X~ w; s of
shape (n,) weights; e(u) of shape (n,) the part of the residual that counts, with de/du
1 on the rows A where it is not 0. By hypergradients, (13):

    objective  w'w / 2 + C sum s e^2
    F     = 2 C X~' (s e) + w
    H     = 2 C X~_A' S X~_A + I                 A the rows that count
    dF/dC = 2 X~' (s e)                dF/dv = 2 C X~' (s de/dv)

The objective is piecewise quadratic: Newton steps end at its minimum.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from sk_hpo.gradients.data.folds import Rows
from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.systems import Solve, factorised, iterative
from sk_hpo.gradients.types import FloatArray, IntArray, Matrix, Theta

# From here on H is not formed: conjugate gradients take a few products with X.
LARGEST = 1500
MOST_STEPS = 100
LEAST_STEP = 2.0**-30


class Loss(ABC):
    """What of the residual counts, for one target."""

    @abstractmethod
    def part(self, u: FloatArray, theta: Theta) -> FloatArray:
        """Give e, 0 on the rows that do not count."""

    def slope(self, name: str, e: FloatArray) -> FloatArray:
        """Give de/dv for a parameter of the loss."""
        raise KeyError(name)


@dataclass(frozen=True)
class Design:
    """X~, which is not formed.

    Parameters
    ----------
    X : ndarray or CSR matrix of shape (n, p)
    scale : float
        Of the column of the intercept; 0: none.
    """

    X: Matrix
    scale: float

    @property
    def n_weights(self) -> int:
        """Give q."""
        return int(self.X.shape[1]) + (self.scale != 0)

    def responses(self, w: FloatArray) -> FloatArray:
        """Give X~ w."""
        return np.asarray(
            self.X @ w[:-1] + self.scale * w[-1] if self.scale else self.X @ w
        )

    def transposed(self, g: FloatArray) -> FloatArray:
        """Give X~' g."""
        product = np.asarray(self.X.T @ g)
        return np.append(product, self.scale * g.sum()) if self.scale else product

    def rows(self, A: IntArray) -> Design:
        """Give some rows."""
        return Design(self.X[A], self.scale)

    def squares(self) -> FloatArray:
        """Give the diagonal of X~ X~', of shape (n,)."""
        X = self.X
        squares = X**2 if isinstance(X, np.ndarray) else X.multiply(X)
        return np.ravel(squares.sum(axis=1)) + self.scale**2

    def outer(self) -> FloatArray:
        """Give X~ X~'."""
        K = self.X @ self.X.T
        K = K if isinstance(K, np.ndarray) else K.toarray()
        return np.asarray(K + self.scale**2)

    def gram(self, d: FloatArray) -> FloatArray:
        """Give X~' diag(d) X~; rows where d is 0 cost nothing."""
        some, p = np.flatnonzero(d), self.X.shape[1]
        X, d = self.X[some], d[some]
        H = np.empty((self.n_weights, self.n_weights))
        if isinstance(X, np.ndarray):
            A = X * np.sqrt(d)[:, None]
            H[:p, :p] = A.T @ A
        else:
            H[:p, :p] = (X.T @ X.multiply(d[:, None]).tocsr()).toarray()
        if self.scale:
            H[:p, p] = H[p, :p] = self.scale * (X.T @ d)
            H[p, p] = self.scale**2 * d.sum()
        return H

    def gram_diagonal(self, d: FloatArray) -> FloatArray:
        """Give the diagonal of X~' diag(d) X~."""
        X = self.X
        squares = X**2 if isinstance(X, np.ndarray) else X.multiply(X)
        diagonal = np.ravel(squares.T @ d)
        return np.append(diagonal, self.scale**2 * d.sum()) if self.scale else diagonal


@dataclass(frozen=True)
class Local:
    """What is known at one w under one theta."""

    F: FloatArray


@dataclass(frozen=True)
class _Local(Local):
    w: FloatArray
    theta: dict[str, float]
    e: FloatArray
    objective: float


class Target(Protocol):
    """The equations of one target, of whatever loss."""

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        """Give w."""

    def at(self, w: FloatArray, theta: Theta) -> Local:
        """Give what is known at a w."""

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        """Give q with H q = c."""

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Give dF/dv."""

    def by_rows(
        self, q: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give a, b of shape (n,) and v of (q,) with d(q'F)/dX = a v' + b w'."""


class SquaredTarget:
    """The equations of one target.

    Parameters
    ----------
    design : Design
        Of the training rows.
    loss : Loss
    s : ndarray of shape (n,)
    C : float
        If theta does not say otherwise.
    """

    def __init__(self, design: Design, loss: Loss, s: FloatArray, C: float) -> None:
        self.design, self.loss, self.s, self.C = design, loss, s, C
        self._last: _Local | None = None
        self._solve: Solve | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        solved_exactly = self.design.n_weights <= LARGEST
        here = self.at(np.zeros(self.design.n_weights), theta)
        if start is not None:
            there = self.at(start, theta)
            here = min(here, there, key=lambda local: local.objective)
        for _ in range(MOST_STEPS):
            check_time()
            self._last, self._solve = here, self._system(here, tol)
            step = self._solve(here.F)
            decrement = float(here.F @ step)
            if decrement <= tol * here.objective:
                break
            there = self._descended(here, step, decrement)
            if there is here:
                break
            if solved_exactly and _are_one_step_apart(here, there, step):
                self._last = there  # with the same system
                return there.w
            here = there
        return here.w

    def at(self, w: FloatArray, theta: Theta) -> _Local:
        last = self._last
        if last is not None and last.w is w and last.theta == theta:
            return last
        e = self.loss.part(self.design.responses(w), theta)
        C, se = self._penalty(theta), self.s * e
        F = 2 * C * self.design.transposed(se) + w
        objective = float(w @ w) / 2 + C * float(se @ e)
        return _Local(F, w, dict(theta), e, objective)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        here = self.at(w, theta)
        if here is not self._last or self._solve is None:
            self._last, self._solve = here, self._system(here, tol)
        return self._solve(c)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        here = self.at(w, theta)
        if name == "C":
            return (here.F - w) / self._penalty(theta)
        moved = self.s * self.loss.slope(name, here.e)
        return 2 * self._penalty(theta) * self.design.transposed(moved)

    def by_rows(
        self, q: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        here = self.at(w, theta)
        double = 2 * self._penalty(theta) * self.s
        return double * here.e, q, double * (here.e != 0) * self.design.responses(q)

    def _penalty(self, theta: Theta) -> float:
        return theta.get("C", self.C)

    def _descended(self, here: _Local, step: FloatArray, decrement: float) -> _Local:
        """Where the objective has fallen by Armijo's share of what a step promises."""
        length = 1.0
        while length > LEAST_STEP:
            there = self.at(here.w - length * step, here.theta)
            if there.objective <= here.objective - 1e-4 * length * decrement:
                return there
            length /= 2
        return here  # the objective is at its rounding

    def _system(self, here: _Local, tol: float) -> Solve:
        d = 2 * self._penalty(here.theta) * self.s * (here.e != 0)
        design = self.design
        if design.n_weights > LARGEST:

            def product(v: FloatArray) -> FloatArray:
                return design.transposed(d * design.responses(v)) + v

            return iterative(product, design.gram_diagonal(d) + 1, tol)
        H = design.gram(d)
        H.flat[:: len(H) + 1] += 1
        return factorised(H)


def _are_one_step_apart(here: _Local, there: _Local, step: FloatArray) -> bool:
    """Whether a whole Newton step has stayed in one piece, so ends at the minimum."""
    same_piece = np.array_equal(np.sign(here.e), np.sign(there.e))
    return same_piece and np.array_equal(there.w, here.w - step)


class LinearMachineMap(InnerMap):
    """One fold: w of shape (q,) or, with several targets, (q, t).

    Parameters
    ----------
    design : Design
        Of the training rows.
    test : Rows
    targets : sequence of Target
    """

    def __init__(self, design: Design, test: Rows, targets: Sequence[Target]) -> None:
        self.design, self.targets, scale = design, list(targets), design.scale
        self._found: tuple[FloatArray, list[FloatArray]] | None = None
        self.design_test = Design(test.X, scale)
        self.y_test, self.s_test = np.asarray(test.y, dtype=np.float64), test.s
        self.shape: tuple[int, ...] = (design.n_weights,)
        if len(self.targets) > 1:
            self.shape = (design.n_weights, len(self.targets))

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        if start is not None and start.shape != self.shape:
            start = None
        starts = [None] * len(self.targets) if start is None else self._columns(start)
        found = [
            target.fit(theta, w, tol)
            for target, w in zip(self.targets, starts, strict=True)
        ]
        self._found = self._together(found), found
        return self._found[0]

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._together(
            [target.at(v, theta).F for target, v in self._by_target(w)]
        )

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return self._together(
            [
                target.hess_solve(right, v, theta, tol)
                for right, (target, v) in zip(
                    self._columns(c), self._by_target(w), strict=True
                )
            ]
        )

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return self._together(
            [target.cross(name, v, theta) for target, v in self._by_target(w)]
        )

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._together([self.design_test.responses(v) for v in self._columns(w)])

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self._together(
            [self.design_test.transposed(column) for column in self._columns(g)]
        )

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        p = self.design_test.X.shape[1]
        of_train = np.zeros(self.design.X.shape)
        of_test = np.zeros(self.design_test.X.shape)
        columns = zip(
            self._by_target(w), self._columns(q), self._columns(g), strict=True
        )
        for (target, v), own_q, own_g in columns:
            a, moved, b = target.by_rows(own_q, v, theta)
            of_train -= np.outer(a, moved[:p]) + np.outer(b, v[:p])
            of_test += np.outer(own_g, v[:p])
        return of_train, of_test

    def from_fitted(self, estimator: Any) -> FloatArray:
        scale = self.design_test.scale
        rows = np.atleast_2d(estimator.coef_)
        if scale:
            rows = np.column_stack([rows, np.ravel(estimator.intercept_) / scale])
        return self._together(list(rows))

    def _by_target(self, w: FloatArray) -> list[tuple[Target, FloatArray]]:
        known = self._found
        # the very arrays of the last fit are known to the targets
        columns = known[1] if known and known[0] is w else self._columns(w)
        return list(zip(self.targets, columns, strict=True))

    def _columns(self, w: FloatArray) -> list[FloatArray]:
        return [w] if w.ndim == 1 else list(w.T)

    def _together(self, columns: list[FloatArray]) -> FloatArray:
        return columns[0] if len(self.shape) == 1 else np.column_stack(columns)
