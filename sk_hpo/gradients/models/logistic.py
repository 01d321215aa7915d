"""Logistic regression of two classes with an L2 penalty.

Notation: n training rows, m test rows, p columns, q = p + 1 with an intercept, else p;
w of shape (q,) coefficients and then the intercept, X~ = [X, 1] of shape (n, q), y of
shape (n,) in {0, 1}, s of shape (n,) weights times class weights, u = X~ w,
P = 1 / (1 + exp(-u)), I0 the identity with 0 at the intercept. MATHS section 2:

    objective  C sum s (log(1 + exp(u)) - y u) + w' I0 w / 2
    F     = C X~' (s (P - y)) + I0 w
    H     = C X~' diag(s P (1 - P)) X~ + I0
    dF/dC = X~' (s (P - y))

Solved by Newton steps, which stop on the decrement F' H^-1 F: it is twice the distance
of the objective from its minimum, whatever the scale of X.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from sk_hpo._compat.sklearn_class_weight import class_weights
from sk_hpo.gradients.arrays import (
    FloatArray,
    Matrix,
    NotDifferentiableError,
    Theta,
)
from sk_hpo.gradients.criterion import Response
from sk_hpo.gradients.folds import (
    Folds,
    Rows,
    refuse_several_targets,
    refuse_too_much,
)
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.systems import Solve, factorised, iterative

ESTIMATORS = ("sklearn.linear_model.LogisticRegression",)
RESPONSE: Response = "logit"
SCANS_ALL = False

SOLVERS = ("lbfgs", "newton-cg", "newton-cholesky")
# From here on H is not formed: conjugate gradients take a few products with X.
LARGEST = 1500
MOST_STEPS = 100
LEAST_STEP = 2.0**-30


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty."""
    return {"C": -1}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    penalty, l1_ratio = estimator.penalty, estimator.l1_ratio
    # 1.8 has replaced penalty by l1_ratio; "deprecated" is the new default of penalty
    if penalty != "l2" and not (penalty == "deprecated" and l1_ratio in (0, None)):
        return f"LogisticRegression with {penalty=}, {l1_ratio=} is not served: only L2"
    if estimator.solver not in SOLVERS:
        return f"solver={estimator.solver!r} is not served: only {', '.join(SOLVERS)}"
    # gone with 1.8
    if getattr(estimator, "multi_class", None) == "multinomial":
        return "multi_class='multinomial' is another loss"
    return None


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Encode the classes of every fold."""
    refuse_several_targets(folds)
    refuse_too_much(folds)
    every = range(folds.n_folds)
    return [_inner_map(estimator, folds.train(k), folds.test(k)) for k in every]


def _inner_map(estimator: Any, train: Rows, test: Rows) -> InnerMap:
    classes, y = np.unique(train.y, return_inverse=True)
    if len(classes) != 2:
        raise NotDifferentiableError(
            f"a fold trains on {len(classes)} classes: only 2 are served"
        )
    if not np.isin(test.y, classes).all():
        raise NotDifferentiableError("a fold tests on a class that it has not learnt")
    s = train.s
    if estimator.class_weight is not None:
        factors = class_weights(estimator.class_weight, classes, train.y, s)
        s = train.weights * factors[y]
    rows = Rows(train.X, y.astype(np.float64), s)
    answers = Rows(test.X, (test.y == classes[1]).astype(np.float64), test.s)
    return LogisticMap(rows, answers, bool(estimator.fit_intercept))


@dataclass(frozen=True)
class _Local:
    """What is known at one w under one theta."""

    w: FloatArray
    C: float
    loss: float  # sum s (log(1 + exp(u)) - y u)
    slope: FloatArray  # dF/dC
    F: FloatArray
    curvature: FloatArray  # (n,): C s P (1 - P)


class LogisticMap(InnerMap):
    """One fold.

    Parameters
    ----------
    train, test : Rows
        With y in {0, 1}.
    intercept : bool
    """

    def __init__(self, train: Rows, test: Rows, intercept: bool) -> None:
        self.X, self.y, self.s = train.X, train.y, train.weights
        self.X_test, self.y_test, self.s_test = test.X, test.y, test.s
        self.intercept = intercept
        self.n_weights = train.X.shape[1] + intercept
        self.penalised = np.ones(self.n_weights)
        if intercept:
            self.penalised[-1] = 0.0
        self._last: _Local | None = None
        self._solve: Solve | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        here = self._start(start, theta)
        for _ in range(MOST_STEPS):
            self._last, self._solve = here, self._system(here, tol)
            step = self._solve(here.F)
            decrement = float(here.F @ step)
            if decrement <= tol * self._objective(here):
                break
            there = self._descended(here, step, decrement, theta)
            if there is None:
                break
            here = there
        return here.w

    def _start(self, start: FloatArray | None, theta: Theta) -> _Local:
        """Zero, unless the start is of the right shape and better."""
        if start is not None and start.shape == (self.n_weights,):
            here = self._at(start, theta)
            if self._objective(here) < here.C * float(self.s.sum()) * np.log(2):
                return here
        return self._at(np.zeros(self.n_weights), theta)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._at(w, theta).F

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        here = self._at(w, theta)
        if here is not self._last or self._solve is None:
            self._last, self._solve = here, self._system(here, tol)
        return self._solve(c)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return self._at(w, theta).slope

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._responses(self.X_test, w)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self._transposed(self.X_test, g)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        here, p = self._at(w, theta), self.X.shape[1]
        u = self._responses(self.X, w)
        slopes = here.C * self.s * (expit(u) - self.y)
        turns = here.curvature * self._responses(self.X, q)
        of_train = -np.outer(slopes, q[:p]) - np.outer(turns, w[:p])
        return of_train, np.outer(g, w[:p])

    def from_fitted(self, estimator: Any) -> FloatArray:
        w = np.ravel(estimator.coef_)
        return np.append(w, estimator.intercept_) if self.intercept else w

    def _at(self, w: FloatArray, theta: Theta) -> _Local:
        C, last = theta["C"], self._last
        if last is not None and last.C == C and last.w is w:
            return last
        u = self._responses(self.X, w)
        P = expit(u)
        slope = self._transposed(self.X, self.s * (P - self.y))
        return _Local(
            w=w,
            C=C,
            loss=float(self.s @ (np.logaddexp(0, u) - self.y * u)),
            slope=slope,
            F=C * slope + self.penalised * w,
            curvature=C * self.s * P * (1 - P),
        )

    def _objective(self, here: _Local) -> float:
        return here.C * here.loss + float(here.w @ (self.penalised * here.w)) / 2

    def _descended(
        self, here: _Local, step: FloatArray, decrement: float, theta: Theta
    ) -> _Local | None:
        """Where the objective has fallen by Armijo's share of what a step promises."""
        now, length = self._objective(here), 1.0
        while length > LEAST_STEP:
            there = self._at(here.w - length * step, theta)
            if self._objective(there) <= now - 1e-4 * length * decrement:
                return there
            length /= 2
        return None  # the objective is at its rounding

    def _system(self, here: _Local, tol: float) -> Solve:
        if self.n_weights > LARGEST:
            return iterative(self._product(here), self._diagonal(here), tol)
        return factorised(self._hessian(here))

    def _hessian(self, here: _Local) -> FloatArray:
        d, p = here.curvature, self.X.shape[1]
        H = np.empty((self.n_weights, self.n_weights))
        if isinstance(self.X, np.ndarray):
            A = self.X * np.sqrt(d)[:, None]
            H[:p, :p] = A.T @ A
        else:
            H[:p, :p] = (self.X.T @ self.X.multiply(d[:, None]).tocsr()).toarray()
        if self.intercept:
            H[:p, p] = H[p, :p] = self.X.T @ d
            H[p, p] = d.sum()
        H.flat[:: self.n_weights + 1] += self.penalised
        return H

    def _product(self, here: _Local) -> Solve:
        def product(v: FloatArray) -> FloatArray:
            Xv = self._responses(self.X, v)
            Hv = self._transposed(self.X, here.curvature * Xv)
            return Hv + self.penalised * v

        return product

    def _diagonal(self, here: _Local) -> FloatArray:
        X = self.X
        squares = X**2 if isinstance(X, np.ndarray) else X.multiply(X)
        diagonal = np.ravel(squares.T @ here.curvature)
        if self.intercept:
            diagonal = np.append(diagonal, here.curvature.sum())
        return diagonal + self.penalised

    def _responses(self, X: Matrix, w: FloatArray) -> FloatArray:
        if self.intercept:
            return np.asarray(X @ w[:-1] + w[-1])
        return np.asarray(X @ w)

    def _transposed(self, X: Matrix, g: FloatArray) -> FloatArray:
        product = X.T @ g
        return np.append(product, g.sum()) if self.intercept else np.asarray(product)
