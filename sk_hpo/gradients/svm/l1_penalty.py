"""Linear support vector machines with the squared hinge loss and an L1 penalty.

Notation as in ``logistic/equations.py``, with another loss: y of shape (n,)
signs, s weights, e = max(0, 1 - y u),

    objective    C sum s e^2 + |w|_1        l' = -2 s y e        l'' = 2 s [e > 0]

with the intercept penalised as liblinear does. P is 1 on the active rows, where e > 0,
and 0 elsewhere. Apart from the penalty, the objective is piecewise quadratic, so that
Newton steps among signs end at its minimum. If more of w may change than rows are
active, H is singular, and steps from far away fail. Then C grows in stages from the C
of which w is a solution,

    C_w = min D1 / |X~' l'|        for w = 0, the greatest C with this solution
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sk_hpo.gradients.data.splits import Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.logistic.equations import Equations, Local, Penalty, Solver
from sk_hpo.gradients.logistic.losses import BinaryLoss
from sk_hpo.gradients.logistic.sparse import Sparse
from sk_hpo.gradients.logistic.split import LogisticMap
from sk_hpo.gradients.svm.linear_map import joined
from sk_hpo.gradients.types import FloatArray, Theta

# The factor of C between stages, the number of stages (from 1e-9 to 1e9), and their
# tolerance.
STAGE, MOST_STAGES, LOOSE = 1.6, 90, 1e-6
# If no more of w changes than this share of the active rows, H is far from singular.
FEW = 0.5


class SquaredHinge(BinaryLoss):
    """The squared hinge loss of signs y."""

    def at(self, u: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        e = np.maximum(1 - self.y * u, 0)
        se = self.s * e
        return float(se @ e), -2 * self.y * se, (e > 0).astype(np.float64)

    def curvature(self, P: FloatArray, k: int, other: int) -> FloatArray:
        return np.asarray(2 * self.s * P)


class Staged(Solver):
    """Newton's method with an L1 penalty, in stages of C."""

    def __init__(self, equations: Equations) -> None:
        super().__init__(equations)
        self.newton = Sparse(equations)

    def fit(
        self, theta: Theta, start: FloatArray | None, tol: float
    ) -> tuple[Local, Solve | None]:
        here, reached = self.equations.start(start, theta), 0.0
        if self._solved_at(here) > STAGE * here.C and not self._is_regular(here):
            here = self.equations.at(np.zeros(self.equations.shape), theta)
        for _ in range(MOST_STAGES):
            reached = max(STAGE * self._solved_at(here), STAGE * reached)
            if reached >= here.C or self._is_regular(here):
                break
            there, _ = self.newton.fit({**theta, "C": reached}, here.w, LOOSE)
            here = self.equations.at(there.w, theta)
        return self.newton.fit(theta, here.w, tol)

    def system(self, here: Local, tol: float) -> Solve:
        return self.newton.system(here, tol)

    def _solved_at(self, here: Local) -> float:
        """Compute C_w."""
        pull = float(np.abs(here.loss_slope / self.equations.D1).max())
        return 1 / pull if pull > 0 else np.inf

    def _is_regular(self, here: Local) -> bool:
        moves = (here.w != 0) | (np.abs(here.slope) > self.equations.D1)
        return bool(moves.sum() <= FEW * here.P.sum())


def sparse_machine(
    X: DesignMatrix,
    penalty: Penalty,
    targets: Sequence[tuple[FloatArray, FloatArray]],
    test: Rows,
) -> InnerMap:
    """Make the map of a split.

    Parameters
    ----------
    X : DesignMatrix
    penalty : Penalty
    targets : sequence of (y, s)
        One for each class, or a single one for two classes.
    test : Rows
        With y of the shape of u.
    """
    maps = []
    for y, s in targets:
        equations = Equations(X, SquaredHinge(y, s), penalty)
        solver = Staged(equations)
        maps.append(LogisticMap(equations, test, solver, solver))
    return joined(maps, test.y)
