"""Parameters of earlier steps, by differences of their outputs.

Notation (hypergradients, (5) and (25)): tau such a parameter, h a step of it; X of
shape (n, p) and X_test of shape (m, p) the model's input on a split, functions of tau.
With dC/dX and dC/dX_test from `InnerMap.inputs_vjp`,

    dC/dtau = <dC/dX, dX/dtau> + <dC/dX_test, dX_test/dtau>,
    dX/dtau = (X(tau + h) - X(tau)) / h.

The steps are fitted again for X(tau + h), the model is not. Their output is
deterministic, so h can be small; a step without a seed gets one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone

from sk_hpo.gradients.data.rows import Cut, Rows
from sk_hpo.gradients.data.splits import Transformed
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.entry_names import set_values
from sk_hpo.gradients.implicit import MapSplits, Upstream
from sk_hpo.gradients.inner.base import InnerMap, Model
from sk_hpo.gradients.inner.composed import Part
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.types import FloatArray, Matrix, NotDifferentiableError
from sk_hpo.gradients.upstream.base import Moving, Tau

# h, as a share of the parameter or of its range.
STEP = 1e-6
# With a step LONGER times as long, the derivative must agree up to ALIKE, relatively;
# otherwise it is assumed not to exist.
LONGER, ALIKE = 8.0, 1e-2


# The training and test rows of each split.
Pairs = Sequence[tuple[Rows, Rows]]


class TransformerDifferences(Moving):
    """The steps from the first that tau changes on, fitted again for each tau.

    Parameters
    ----------
    steps : Steps
    model : Model
        Of the last step.
    cuts : sequence of Cut
        The splits as they enter the first step.
    names : sequence of str
        Parameters of steps before the model.
    ranges : mapping of str to (low, high, log)
        Their ranges, as far as they have any.
    map_splits : callable
    """

    stronger = 0

    def __init__(
        self,
        steps: Steps,
        model: Model,
        cuts: Sequence[Cut],
        names: Sequence[str],
        ranges: Mapping[str, Range],
        map_splits: MapSplits,
    ) -> None:
        self.names = list(names)
        self.ranges = ranges
        self._inner_maps = partial(model.inner_maps, steps.last)
        self._map_splits = map_splits
        moving = {steps.step_of(name) for name in names}
        numbers = [i for i, (step, _) in enumerate(steps.before) if step in moving]
        fixed, rest = steps.before[: numbers[0]], steps.before[numbers[0] :]
        self._steps = [(name, _repeatable(step)) for name, step in rest]
        self._cuts: list[Cut] = list(map_splits(lambda cut: cut.through(fixed), cuts))
        self.smooth: set[str] = set()

    def at(self, tau: Tau) -> tuple[Sequence[InnerMap], Upstream]:
        """Transform every split at tau."""
        every = range(len(self._cuts))
        pairs = list(self._map_splits(lambda k: self.rows(k, tau), every))
        maps = self._inner_maps(Transformed(pairs))
        return maps, Upstream(self.names, partial(self._slopes, dict(tau), pairs))

    def _slopes(self, tau: Tau, pairs: Pairs, k: int, part: Part) -> list[float]:
        inner, q, g, w, theta = part
        of_train, of_test = inner.inputs_vjp(q, g, w, theta)
        slopes = []
        for name in self.names:
            train, test = self._derivative(tau, pairs[k], k, name, STEP)
            if name not in self.smooth:
                longer = self._derivative(tau, pairs[k], k, name, STEP * LONGER)
                _reject_jumps(f"{name!r}", tau[name], (train, test), longer)
                self.smooth.add(name)
            slopes.append(_inner(of_train, train) + _inner(of_test, test))
        return slopes

    def _derivative(
        self, tau: Tau, here: tuple[Rows, Rows], k: int, name: str, length: float
    ) -> tuple[Matrix, Matrix]:
        v = tau[name]
        h = self.step(name, v, length)
        both = list(zip(here, self.rows(k, {**tau, name: v + h}), strict=True))
        for a, b in both:
            if a.X.shape != b.X.shape:
                raise NotDifferentiableError(
                    f"{name!r} changes the number of columns of X: {a.X.shape[1]} at "
                    f"{v} and {b.X.shape[1]} at {v + h}"
                )
        train, test = ((b.X - a.X) / h for a, b in both)
        return train, test

    def rows(self, k: int, tau: Tau) -> tuple[Rows, Rows]:
        """Transform the rows of split k."""
        check_time()
        steps = []
        for name, step in self._steps:
            start = f"{name}__"
            own = {
                n.removeprefix(start): v for n, v in tau.items() if n.startswith(start)
            }
            steps.append((name, set_values(clone(step), own) if own else step))
        return self._cuts[k].through(steps).rows()

    def step(self, name: str, v: float, length: float) -> float:
        """Return h, with the sign that stays within the range."""
        if name not in self.ranges:
            return length * (abs(v) or 1.0)
        low, high, log = self.ranges[name]
        h = length * (v if log else high - low)
        return h if v + h <= high else -h


def _reject_jumps(
    name: str, v: float, found: tuple[Matrix, Matrix], longer: tuple[Matrix, Matrix]
) -> None:
    """Reject a parameter that changes X in jumps; between jumps its derivative is 0."""
    size = sum(_size(a) for a in found)
    if size == 0:
        raise NotDifferentiableError(
            f"{name} does not change X near {v}: X is piecewise constant in it"
        )
    if sum(_size(b - a) for a, b in zip(found, longer, strict=True)) > ALIKE * size:
        raise NotDifferentiableError(f"X is discontinuous or random in {name} near {v}")


def _repeatable(step: Any) -> Any:
    """Return a clone with a seed where it has none."""
    own = clone(step)
    params = own.get_params().items()
    none = [name for name, value in params if value is None]
    seeds = [name for name in none if name.rpartition("__")[2] == "random_state"]
    return own.set_params(**dict.fromkeys(seeds, 0))


def _inner(a: FloatArray, b: Matrix) -> float:
    """Compute the sum of products; b may be sparse."""
    if sparse.issparse(b):
        return float(b.multiply(a).sum())
    return float(np.vdot(a, b))


def _size(a: Matrix) -> float:
    return float(np.linalg.norm(a.data if sparse.issparse(a) else a))
