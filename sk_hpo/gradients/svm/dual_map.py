"""The inner map of support vector machines on one split.

Notation as in ``svm/dual.py``: w = (B, b) of shape (n + 1, P); K_V of shape (m, n) the
kernel of the test rows; u = K_V B + b of shape (m, P) or, if P is 1, (m,).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn import config_context

from sk_hpo.gradients.data.labels import pairs
from sk_hpo.gradients.data.splits import Rows
from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.splits import SplitKernel
from sk_hpo.gradients.linalg.arrays import floats
from sk_hpo.gradients.svm.dual import DualEquations, Machines, Partition
from sk_hpo.gradients.types import FloatArray, Theta

# Tolerances of libsvm's KKT conditions. Its kernel is in single precision: tighter ones
# may take millions of steps, for instance with a linear kernel.
LOOSEST, TIGHT, TIGHTEST = 1e-3, 1e-5, 1e-7
# With a tolerance of at most this, the partition is corrected until no row contradicts
# it.
POLISHED = 1e-7
MOST_PARTITIONS = 10


@dataclass(eq=False)
class MachineMap(InnerMap):
    """The inner map of one split.

    Parameters
    ----------
    kernel : SplitKernel
    machines : Machines
    estimator : SVC or SVR
    y, s : ndarray of shape (n,)
        What libsvm is fitted to: class codes or targets, and weights.
    test : Rows
        With targets of the shape of u.
    """

    kernel: SplitKernel
    machines: Machines
    estimator: Any
    y: Any
    s: FloatArray
    test: Rows

    def __post_init__(self) -> None:
        self.y_test, self.s_test = floats(self.test.y), self.test.s
        self._last: tuple[FloatArray, Theta, DualEquations] | None = None
        self._slopes: tuple[Any, ...] = ()

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        precision = min(max(np.sqrt(tol) / 3, TIGHT), LOOSEST)
        # mostly a loose solution has nearly the right partition, and the equations find
        # the rest; libsvm takes long for many digits
        attempts = [LOOSEST, precision, TIGHTEST] if tol <= POLISHED else [precision]
        for attempt in attempts:
            w = self._by_libsvm(theta, attempt)
            partition = self.machines.partition_of(w[:-1], theta["C"])
            equations = self._equations(partition, theta)
            polished = self._polished(equations, theta) if tol <= POLISHED else None
            if polished is not None:
                w, equations = polished
                break
        self._last = w, dict(theta), equations
        return w

    def _by_libsvm(self, theta: Theta, precision: float) -> FloatArray:
        (K, _), y, s = self.kernel.matrices(theta), self.y, self.s
        penalties = {name: theta[name] for name in ("C", "epsilon") if name in theta}
        machine = type(self.estimator)(
            kernel="precomputed",
            tol=precision,
            cache_size=self.estimator.cache_size,
            shrinking=self.estimator.shrinking,
            **penalties,
        )
        rows = np.flatnonzero(s > 0)
        if len(rows) < len(s):
            # libsvm drops the others, and numbers the rest
            K, y, s = K.take(rows, axis=0).take(rows, axis=1), y[rows], s[rows]
        with config_context(assume_finite=True, skip_parameter_validation=True):
            machine.fit(K, y, s)
        return dual_of(machine, self.machines)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._at(w, theta).residual(w)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        """Solve with the transposed derivative of F, which is not symmetric."""
        return self._at(w, theta).transposed_solve(c)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        equations = self._at(w, theta)
        if name == "C":
            return equations.cross_penalty()
        if name == "epsilon":
            return equations.cross_epsilon()
        return equations.cross_kernel(self._slope_times(name, w, theta)[0])

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        _, K_V = self.kernel.matrices(theta)
        some = np.flatnonzero(w[:-1].any(axis=1))
        u = K_V[:, some] @ w[some] + w[-1]
        return np.asarray(u[:, 0] if u.shape[1] == 1 else u)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        G = _columns(g)
        _, K_V = self.kernel.matrices(theta)
        return np.vstack([K_V.T @ G, G.sum(axis=0)])

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        if name in ("C", "epsilon"):
            return 0.0
        G = _columns(g)
        return float(np.vdot(G, self._slope_times(name, w, theta)[1]))

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        G = _columns(g)
        left = -self._at(w, theta).kernel_factor(q)
        return self.kernel.inputs_vjp(left @ w[:-1].T, G @ w[:-1].T, theta)

    def _slope_times(
        self, name: str, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Compute dK/dv B for training and test rows; two methods need it."""
        known = self._slopes
        if not known or known[0] is not w or known[1:3] != (name, theta):
            rows = self._at(w, theta).moved_rows
            products = self.kernel.slope_times(name, w[:-1], rows, theta)
            self._slopes = w, name, dict(theta), products
        return self._slopes[3]  # type: ignore[no-any-return]

    def _at(self, w: FloatArray, theta: Theta) -> DualEquations:
        if self._last is not None and self._last[0] is w and self._last[1] == theta:
            return self._last[2]
        K, _ = self.kernel.matrices(theta)
        R = self.machines.T - K @ w[:-1] - w[-1]
        C, epsilon = theta["C"], theta.get("epsilon", 0.0)
        partition = self.machines.partition_near(w[:-1], R, C, epsilon)
        equations = replace(self._equations(partition, theta), B=w[:-1])
        self._last = w, dict(theta), equations
        return equations

    def _equations(self, partition: Partition, theta: Theta) -> DualEquations:
        K, _ = self.kernel.matrices(theta)
        C, epsilon = theta["C"], theta.get("epsilon", 0.0)
        return DualEquations(self.machines, partition, K, C, epsilon)

    def _polished(
        self, equations: DualEquations, theta: Theta
    ) -> tuple[FloatArray, DualEquations] | None:
        """Solve for partitions, and move the rows that contradict them.

        None if no partition is found without contradictions.
        """
        C, epsilon = equations.C, equations.epsilon
        for _ in range(MOST_PARTITIONS):
            check_time()
            w = equations.solution()
            R = self.machines.T - equations.times(w[:-1]) - w[-1]
            better = self.machines.partition_near(w[:-1], R, C, epsilon)
            if better.is_like(equations.partition):
                return w, equations
            equations = self._equations(better, theta)
        return None


def _columns(g: FloatArray) -> FloatArray:
    return g[:, None] if g.ndim == 1 else g


def dual_of(estimator: Any, machines: Machines) -> FloatArray:
    """Return the w of a fitted machine of scikit-learn.

    Parameters
    ----------
    estimator : SVC or SVR
        Fitted on the n rows.
    machines : Machines
    """
    # libsvm numbers the rows with weight only
    known = np.flatnonzero((machines.low < machines.high).any(axis=1))
    dual, support = estimator.dual_coef_, known[estimator.support_]
    dual = dual.toarray() if hasattr(dual, "toarray") else dual
    n_pairs = machines.T.shape[1]
    w = np.zeros((len(machines.T) + 1, n_pairs))
    w[-1] = estimator.intercept_
    if n_pairs == 1:
        w[support, 0] = dual[0]
        return w
    # libsvm stores the coefficients of class i against class j in row j - 1, or j if
    # j < i; support vectors are in the order of the classes
    ends = np.cumsum(estimator.n_support_)
    of_class = [
        slice(e - k, e) for e, k in zip(ends, estimator.n_support_, strict=True)
    ]
    for p, (i, j) in enumerate(pairs(len(ends))):
        for own, row in ((i, j - 1), (j, i)):
            w[support[of_class[own]], p] = dual[row, of_class[own]]
    return w
