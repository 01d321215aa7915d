"""Descent of a numerical gradient, for any estimator and any space.

Notation: d coordinates, u of shape (d,) a point of the unit cube, n trials, v of shape
(n,) their scores. The search begins with the given points and a few that fill the
space; from then on each candidate is a step from the best one so far, at most a radius
away, to where a quadratic fitted to all trials is best (``gradients.numerical``). The
radius follows from the scores: it shrinks with each step that was no better than what
was known when it was taken.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sk_hpo.gradients.numerical import Quadratic, standardised
from sk_hpo.gradients.trust_region import APART, Frame, box, neighbours, novel
from sk_hpo.strategies.grid import Grid
from sk_hpo.strategies.known import Known
from sk_hpo.strategies.over_space import OverSpace, Params
from sk_hpo.strategies.seen import Seen
from sk_hpo.strategies.strategy import Suggestion

FloatArray = npt.NDArray[np.float64]

WIDEST, NARROWEST = 0.3, 0.02
# Of the radius, after a step that failed, with one free coordinate.
SHRINK = 0.7
# A gain of less than this share of the spread of the scores is none.
GAIN = 1e-3
MOST_DESIGN = 15
# How many points of the trust region are looked at.
N_DRAWN = 256
# A space of no more candidates than this is gone through.
SMALL = 32


class NumericalDescent(OverSpace):
    """Steps to where a quadratic model of the scores is best, in a shrinking region.

    Failed candidates (value NaN) count as bad. It ends when the radius is below its
    minimum, or nothing is left. By default the design has twice as many candidates as
    there are free coordinates, plus 3, at most 15, the given points among them.
    Parameters are those of `OverSpace`.
    """

    def _suggest(self, k: int, known: Known) -> Suggestion | None:
        taken, values = known.U, known.values
        seen = Seen(taken)
        for params, u in self._initial:
            if u not in seen:
                return dict(params), {"step": "initial"}
        scores = np.concatenate([values, self._prior_values])
        some = bool(np.isfinite(scores).any())
        if len(taken) < self._n_design or not some:
            filling = self._filling(seen, len(taken))
            if filling is not None:
                return filling, {"step": "design"}
        radius = self._radius(values)
        if radius >= NARROWEST and some:
            rng = np.random.default_rng([self.seed, k])
            better = self._step(taken, scores, radius, seen, rng)
            if better is not None:
                return better, {"step": "model", "radius": round(radius, 4)}
        if self.space.n_candidates > SMALL:
            return None
        left = self._first_new(Grid(self.space).points(), seen)
        return None if left is None else (left, {"step": "left over"})

    def _step(
        self,
        taken: FloatArray,
        values: FloatArray,
        radius: float,
        seen: Seen,
        rng: np.random.Generator,
    ) -> Params | None:
        """Give the best new point of the trust region, by the quadratic."""
        active = self.space.active
        n_done = len(values) - len(self._prior_values)
        U = np.concatenate([taken[:n_done], self._prior_points])
        v, exists = standardised(values), active(U)
        best = int(np.argmax(v))
        frame = Frame(U[best], exists[best], self._ordered)
        model = Quadratic(frame, radius, U, exists, v)
        drawn = neighbours(frame, radius, self._sizes, rng, N_DRAWN)
        for j in np.flatnonzero(~frame.exists & exists.any(axis=0)):
            # a branch begins where it was best
            drawn[::2, j] = U[np.argmax(np.where(exists[:, j], v, -np.inf)), j]
        low, high = box(frame, radius, self._sizes)
        points = self.space.snap(np.vstack([model.ascent(low, high), drawn]))
        points = points[~seen.among(points)]
        if not len(points):
            return None
        promised = model(points, active(points))
        everything = np.concatenate([U, taken[n_done:]])
        near = ~novel(
            points,
            active(points),
            everything,
            active(everything),
            self._ordered,
            self._least_steps(radius),
        )
        # too near to a known point only where there is nothing else
        order = np.lexsort((-promised, near))
        return self._first_new(points[order], seen)

    def _least_steps(self, radius: float) -> FloatArray:
        """How far apart points are in each coordinate; few values are all apart."""
        least = APART * radius
        return np.array(
            [least if n is None or n * least > 2 else 0.5 / n for n in self._sizes]
        )

    def _radius(self, values: FloatArray) -> float:
        """Follow the radius through the steps taken so far.

        Parameters
        ----------
        values : ndarray of shape (n,)
            Of the trials, in the order of their candidates.
        """
        if not np.isfinite(values).any():
            return WIDEST
        prior = self._prior_values[np.isfinite(self._prior_values)]
        floor = prior.max() if prior.size else -np.inf
        scores = np.where(np.isfinite(values), values, -np.inf)
        best = np.maximum(np.maximum.accumulate(scores), floor)
        failed, spread = 0, 0.0
        for k in range(self._n_design, len(values)):
            known = best[k - self.lag] if k >= self.lag else floor
            if known == -np.inf:
                continue  # nothing was known: it was no step
            # The widest so far: beside the spread of the good points around the best,
            # where most are in the end, small gains would count again.
            before = values[: max(0, k - self.lag + 1)]
            finite = before[np.isfinite(before)]
            if len(finite):
                spread = max(spread, known - float(np.median(finite)))
            failed += scores[k] <= known + GAIN * spread
        return float(WIDEST * SHRINK ** (failed / np.sqrt(max(self._n_free, 1))))

    @cached_property
    def _n_design(self) -> int:
        """Number of candidates before the first step."""
        n = self.n_initial
        if n is None:
            n = min(2 * self._n_free + 3, MOST_DESIGN)
        return max(n - len(self._told), len(self._initial))

    @cached_property
    def _ordered(self) -> npt.NDArray[np.bool_]:
        kinds = [c.kind for c in self.space.coordinates]
        return np.array([kind != "categorical" for kind in kinds], dtype=np.bool_)

    @cached_property
    def _sizes(self) -> list[int | None]:
        return [c.size for c in self.space.coordinates]

    @cached_property
    def _n_free(self) -> int:
        return sum(size != 1 for size in self._sizes)
