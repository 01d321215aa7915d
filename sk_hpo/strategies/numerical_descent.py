"""Descent of a numerical gradient, for any estimator and any space.

Notation: d coordinates, u of shape (d,) a point of the unit cube, n trials, v of shape
(n,) their scores. The search begins with the given points and a few that fill the
space; from then on each candidate is a step from the best one so far, at most a radius
away, to where a quadratic fitted to all trials is best (``gradients.numerical``). The
radius follows from the scores: it shrinks with each step that was no better than what
was known when it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.gradients.numerical import Quadratic, standardised
from sk_hpo.gradients.trust_region import APART, Frame, box, neighbours, novel
from sk_hpo.space import Space
from sk_hpo.strategies.design import Sobol
from sk_hpo.strategies.grid import Grid
from sk_hpo.strategies.seen import Seen
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import History, Past

FloatArray = npt.NDArray[np.float64]
Params = dict[str, Any]

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


class NumericalDescent(Strategy):
    """Steps to where a quadratic model of the scores is best, in a shrinking region.

    Scores are maximised; failed candidates (value NaN) count as bad. No candidate is
    suggested twice. It ends when the radius is below its minimum, or nothing is left.

    Parameters
    ----------
    space : Space
        With all its alternatives; its budgets are not looked at: see `budgeted`.
    seed : int
        Not negative.
    lag : int
        How many candidates may be in the air: see `History.before`.
    n_initial : int, optional
        Size of the design, less the given points and the results in `prior`. By
        default twice the number of free coordinates plus 3, at most 15.
    initial_points : sequence of dict
        Complete candidates of the space to be suggested first.
    prior : sequence of (dict, float)
        Candidates and scores that the model knows from elsewhere. They may be
        suggested again; those that are not in the space are left out.
    first : int, default=0
        The id of the first candidate that this strategy suggests.
    """

    def __init__(
        self,
        space: Space,
        *,
        seed: int,
        lag: int,
        n_initial: int | None = None,
        initial_points: Sequence[Mapping[str, Any]] = (),
        prior: Sequence[tuple[Mapping[str, Any], float]] = (),
        first: int = 0,
    ) -> None:
        self.space = space
        self.seed = seed
        self.lag = lag
        self.n_initial = n_initial
        self.initial_points = initial_points
        self.prior = prior
        self.first = first

    def ask(self, history: History, n: int) -> list[Suggestion]:
        k = len(history.candidates)
        past = history.before(k, self.lag)
        if n < 1 or past is None:
            return []
        suggestion = self._suggest(k, past)
        return [] if suggestion is None else [suggestion]

    def _suggest(self, k: int, past: Past) -> Suggestion | None:
        trials = [t for t in past.trials if t.candidate.id >= self.first]
        pending = [c for c in past.pending if c.id >= self.first]
        taken = self._points([t.params for t in trials] + [c.params for c in pending])
        values = np.array([t.value for t in trials], dtype=np.float64)
        seen = Seen(taken)
        for params in self.initial_points:
            if self.space.encode(params) not in seen:
                return dict(params), {"step": "initial"}
        known = np.concatenate([values, self._prior_values])
        if len(taken) < self._n_design or not np.isfinite(known).any():
            # in a small space many of its points stand for the same candidate
            filling = self._first_new(islice(self._design, 4 * len(taken) + 64), seen)
            if filling is not None:
                return filling, {"step": "design"}
        radius = self._radius(values)
        if radius >= NARROWEST and np.isfinite(known).any():
            rng = np.random.default_rng([self.seed, k])
            better = self._step(taken, known, radius, seen, rng)
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
        before = self._prior_values[np.isfinite(self._prior_values)]
        floor = before.max() if before.size else -np.inf
        scores = np.where(np.isfinite(values), values, -np.inf)
        best = np.maximum(np.maximum.accumulate(scores), floor)
        spread = best[-1] - np.median(values[np.isfinite(values)])
        failed = 0
        for k in range(self._n_design, len(values)):
            known = best[k - self.lag] if k >= self.lag else floor
            # nothing was known: it was no step
            failed += known > -np.inf and scores[k] <= known + GAIN * spread
        return float(WIDEST * SHRINK ** (failed / np.sqrt(max(self._n_free, 1))))

    def _first_new(self, points: Iterable[FloatArray], seen: Seen) -> Params | None:
        for u in points:
            params = self.space.decode(u)
            if self.space.encode(params) not in seen:
                return params
        return None

    def _points(self, params: Sequence[Mapping[str, Any]]) -> FloatArray:
        points = [self.space.encode(p) for p in params]
        return np.array(points).reshape(len(points), len(self.space.coordinates))

    @cached_property
    def _design(self) -> Sobol:
        # a third number, since numpy takes [seed] and [seed, 0] for the same
        return Sobol(len(self.space.coordinates), [self.seed, self.first, 1])

    @cached_property
    def _n_design(self) -> int:
        """Number of candidates before the first step."""
        n = self.n_initial
        if n is None:
            n = min(2 * self._n_free + 3, MOST_DESIGN)
        return max(n - len(self._told), len(self.initial_points))

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

    @cached_property
    def _told(self) -> list[tuple[Mapping[str, Any], float]]:
        return [(p, value) for p, value in self.prior if self.space.contains(p)]

    @cached_property
    def _prior_points(self) -> FloatArray:
        return self._points([params for params, _ in self._told])

    @cached_property
    def _prior_values(self) -> FloatArray:
        return np.array([value for _, value in self._told], dtype=np.float64)
