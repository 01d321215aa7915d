"""Several targets with a penalty on the norms of the rows of W.

Notation: p columns, t targets; G of shape (p, p), D and W of shape (p, t), W_j the rows
of W, |W_j| their Euclidean norms, A = {j: W_j != 0} of k rows:

    tr(W' G W / 2 - D' W) + l1 sum |W_j| + l2 tr(W' W) / 2
    W_j = (1 - l1 / |C_j|)+ C_j / (G_jj + l2)                                        (1)
    C_j = D_j - sum of G_ji W_i over i != j

Sweeps of (1) over the rows find A; Newton steps on A, where the objective is smooth,
find W to rounding. As in ``linear/lasso.py``, covariances become known where rows
violate |C_j| <= l1.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.linalg.newton import NewtonPoint, backtracked
from sk_hpo.gradients.linalg.systems import Solve, factorised, iterative
from sk_hpo.gradients.linear.active_set import violations
from sk_hpo.gradients.linear.covariance import Covariance
from sk_hpo.gradients.types import FloatArray, IntArray, NotDifferentiableError

# With more unknowns, H is not formed.
LARGEST = 300
# How many columns become known at once: this many, or as many as are not 0.
FEW = 20
N_SWEEPS = 3
MOST_ROUNDS = 500
MOST_STEPS = 20
LEAST_STEP = 2.0**-20
# Newton steps are few, and the support must be right: W is computed to this precision.
PRECISE = 1e-12
SLACK = 1e-8


def directions(W: FloatArray) -> FloatArray:
    """Compute W_j / |W_j|, 0 where W_j is 0."""
    norms = np.linalg.norm(W, axis=1, keepdims=True)
    return W / np.where(norms > 0, norms, 1.0)


class GroupProblem:
    """Minimise over W.

    Parameters
    ----------
    covariance : Covariance
    D : ndarray of shape (p, t)
    """

    def __init__(self, covariance: Covariance, D: FloatArray) -> None:
        self.covariance, self.D = covariance, D

    def fit(self, start: FloatArray, l1: float, l2: float, tol: float) -> FloatArray:
        """Find W, from a start nearby."""
        W, precision = start, min(tol, PRECISE)
        self.covariance.learn(_rows(W))
        for _ in range(MOST_ROUNDS):
            columns, G = self.covariance.known()
            part = _Part(G, self.D[columns], l1, l2)
            of_part = part.minimised(W[columns], precision)
            W = np.zeros_like(self.D)
            W[columns] = of_part
            wrong = _entering(self.D - self.covariance.times(W), l1, columns)
            if not len(wrong):
                return W
            self.covariance.learn(wrong[-max(FEW, len(_rows(W))) :])
        raise NotDifferentiableError("the fit of several targets did not converge")

    def residual(self, W: FloatArray, l1: float, l2: float) -> FloatArray:
        """Compute F: where W_j is 0, by how much its condition is violated."""
        slope = self.covariance.times(W) - self.D + l2 * W
        size = np.linalg.norm(slope, axis=1, keepdims=True)
        off = slope * np.maximum(1 - l1 / np.where(size > 0, size, 1.0), 0.0)
        active = np.abs(W).sum(axis=1, keepdims=True) > 0
        return np.where(active, slope + l1 * directions(W), off)

    def hess_solve(
        self, C: FloatArray, W: FloatArray, l1: float, l2: float, tol: float
    ) -> FloatArray:
        """Solve H Q = C in the rows where W is not 0; Q is 0 elsewhere."""
        active, Q = _rows(W), np.zeros_like(C)
        if len(active):
            self.covariance.learn(active)
            _, G = self.covariance.known()
            places = self.covariance.places[active]
            part = _Part(G[places[:, None], places], self.D[active], l1, l2)
            q = part.system(W[active], tol)(C[active].ravel())
            Q[active] = q.reshape(len(active), -1)
        return Q

    def subgradient(self, W: FloatArray) -> FloatArray:
        """Compute S, 0 where W_j is."""
        return directions(W)

    def strongest(self) -> float:
        """Find the smallest l1 for which W is 0."""
        return float(np.linalg.norm(self.D, axis=1).max(initial=0.0))


class _Part:
    """The problem on columns whose covariances are known."""

    def __init__(self, G: FloatArray, D: FloatArray, l1: float, l2: float) -> None:
        self.G, self.D, self.l1, self.l2 = G, D, l1, l2

    def minimised(self, W: FloatArray, precision: float) -> FloatArray:
        W = W.copy()
        for _ in range(MOST_ROUNDS):
            settled = self._swept(W)
            active = _rows(W)
            converged = settled
            if settled and len(active):
                G = self.G[active[:, None], active]
                on = _Part(G, self.D[active], self.l1, self.l2)
                W[active], converged = on.descended(W[active], precision)
            C = self.D - self.G[:, active] @ W[active]
            if converged and not len(_entering(C, self.l1, active)):
                return W
        raise NotDifferentiableError("the fit of several targets did not converge")

    def _swept(self, W: FloatArray) -> bool:
        """Set rows by (1), in place; return whether A is unchanged."""
        G, l1, l2 = self.G, self.l1, self.l2
        before = W.any(axis=1)
        GW = G @ W
        for _ in range(N_SWEEPS):
            check_time()
            C = self.D - GW + G.diagonal()[:, None] * W
            moving = np.linalg.norm(C, axis=1) > l1
            for j in np.flatnonzero(moving | W.any(axis=1)):
                c = self.D[j] - GW[j] + G[j, j] * W[j]
                size = float(np.sqrt(c @ c))
                row = max(1 - l1 / size, 0.0) / (G[j, j] + l2) * c if size else 0 * c
                GW += np.multiply.outer(G[j], row - W[j])
                W[j] = row
            if (W.any(axis=1) == before).all():
                return True
            before = W.any(axis=1)
        return False

    def descended(self, W: FloatArray, precision: float) -> tuple[FloatArray, bool]:
        """Take Newton steps; return whether they have reached the minimum.

        They stop where a row comes near 0: sweeps then decide whether it is 0.
        """
        here = self._at(W)
        for _ in range(MOST_STEPS):
            check_time()
            W, F, size = here.w, here.slope, abs(here.objective)
            step = self.system(W, precision)(F.ravel()).reshape(W.shape)
            decrement = float(np.vdot(F, step))
            if decrement <= precision * size:
                # for collinear columns the step is arbitrary: then none through 0
                steps = np.linalg.norm(step, axis=1)
                through = (steps > 0.5 * np.linalg.norm(W, axis=1)).any()
                return W if through else W - step, True
            there = backtracked(here, self._at, step, decrement, LEAST_STEP)
            if there is None:
                return W, decrement <= 1e-9 * size
            here = there
            shrunk = np.linalg.norm(here.w, axis=1) < 0.1 * np.linalg.norm(W, axis=1)
            if shrunk.any():
                break
        return here.w, False

    def _at(self, W: FloatArray) -> NewtonPoint:
        GW = self.G @ W
        smooth = float(np.vdot(W, GW / 2 - self.D + self.l2 * W / 2))
        objective = smooth + self.l1 * float(np.linalg.norm(W, axis=1).sum())
        slope = GW - self.D + self.l2 * W + self.l1 * directions(W)
        return NewtonPoint(W, objective, slope)

    def system(self, W: FloatArray, tol: float) -> Solve:
        """Prepare to solve H q = c, both of shape (k t,), where no row is 0."""
        k, t = W.shape
        S = directions(W)
        bends = self.l1 / np.linalg.norm(W, axis=1)
        if k * t > LARGEST:
            return self._iterative(S, bends, tol)
        H = np.zeros((k, t, k, t))
        for b in range(t):
            H[:, b, :, b] = self.G
        rows = np.arange(k)
        blocks = -bends[:, None, None] * S[:, :, None] * S[:, None, :]
        blocks[:, range(t), range(t)] += (self.l2 + bends)[:, None]
        H[rows, :, rows, :] += blocks
        return factorised(H.reshape(k * t, k * t))

    def _iterative(self, S: FloatArray, bends: FloatArray, tol: float) -> Solve:
        def product(v: FloatArray) -> FloatArray:
            V = v.reshape(S.shape)
            along = (S * V).sum(axis=1, keepdims=True) * S
            HV = self.G @ V + self.l2 * V + bends[:, None] * (V - along)
            return np.ravel(HV)

        own = self.G.diagonal()[:, None] + self.l2 + bends[:, None] * (1 - S**2)
        return iterative(product, own.ravel(), tol)


def _entering(C: FloatArray, l1: float, known: IntArray) -> IntArray:
    """Return the other rows that violate |C_j| <= l1, the worst last."""
    slack = l1 * (1 + SLACK) - l1
    return violations(np.linalg.norm(C, axis=1), l1, slack, known, True)


def _rows(W: FloatArray) -> IntArray:
    return np.flatnonzero(W.any(axis=1))
