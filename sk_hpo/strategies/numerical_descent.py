"""Descent without a gradient, for any estimator and any space.

Notation: d coordinates, u of shape (d,) a point of the unit cube, c of shape (d,) the
best one so far, rho the radius, n trials, v of shape (n,) their scores. The search
begins with the given points and a few that fill the space; from then on each candidate
is a step from c to where a Gaussian process of all trials promises most, inside the box
that reaches from c by rho, or to the next value where values are farther apart. The
radius follows from the scores: it shrinks with each step that was no better than what
was known when it was taken.

That a model serves best near what it was made of is what trust regions are about:
Eriksson et al., Scalable Global Optimization via Local Bayesian Optimization (2019),
arXiv:1910.01739. Theirs start again when they have shrunk, this one ends.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.output import BEYOND_MEDIAN
from sk_hpo.space import Space
from sk_hpo.strategies.model.known import Known
from sk_hpo.strategies.model.seen import Seen
from sk_hpo.strategies.over_space import OverSpace
from sk_hpo.strategies.strategy import Suggestion

FloatArray = npt.NDArray[np.float64]

WIDEST, NARROWEST = 0.5, 0.02
# The widest where the best is known to be near.
NEAR = 0.1
# Of the radius, after a step that failed, with one free coordinate.
SHRINK = 0.8
# A gain of less than this share of the spread of the scores is none; a step of which no
# more is expected is not worth its fits.
GAIN = 1e-3
# A space of no more candidates than this is gone through.
SMALL = 32


class NumericalDescent(OverSpace):
    """Steps to where a model of the scores promises most, in a shrinking region.

    It ends when the radius is below its minimum, when too little is expected of the
    best step, or when nothing is left. By default the design has as many candidates as
    a candidate has parameters, at most, plus 3: at least 5, at most 20, the given
    points among them.

    Parameters
    ----------
    space : Space
    near : bool, default=False
        Whether the given points are known to be near the best: then nothing is filled,
        and the first region is narrow.
    **settings
        See `OverSpace`.
    """

    def __init__(self, space: Space, *, near: bool = False, **settings: Any) -> None:
        super().__init__(space, **settings)
        self.near = near

    def _suggest(self, k: int, known: Known) -> Suggestion | None:
        seen = Seen(known.U)
        for params, u in self._initial:
            if u not in seen:
                return dict(params), {"step": "initial"}
        _, values = self._scores.done(known)
        some = bool(np.isfinite(values).any())
        if len(known.U) < self._n_design or not some:
            filling = self._filling(seen, len(known.U))
            if filling is not None:
                return filling, {"step": "design"}
        radius = self._radius(known.values)
        if radius >= NARROWEST and some:
            rng = np.random.default_rng([self.seed, k])
            better = self._step(known, radius, seen, rng)
            if better is not None:
                return better
        if self.space.n_candidates > SMALL:
            return None
        left = self._first_new(self._ranking.every, seen)
        return None if left is None else (left, {"step": "left over"})

    def _step(
        self, known: Known, radius: float, seen: Seen, rng: np.random.Generator
    ) -> Suggestion | None:
        """Give the most promising new point of the trust region, if worth a fit."""
        model, output = self._scores.fit(known, self._limit(known))
        promise, best, z = self._scores.promise(known, model, output)
        low, high = self._region(best[0], radius)
        ranked = self._ranking.of(promise, best, known.U, rng, low, high)
        params = self._first_new(ranked, seen)
        expected = np.exp(promise.improvement(self._scores.columns.of(ranked[:1])))
        if params is None or expected[0] < GAIN * (np.median(z) - z[0]):
            return None
        theta = [round(float(value), 4) for value in model.theta]
        note = {"radius": round(radius, 4), "hyperparameters": theta}
        return params, {"step": "model", **note}

    def _region(
        self, centre: FloatArray, radius: float
    ) -> tuple[FloatArray, FloatArray]:
        """The bounds of the trust region, each of shape (d,).

        Choices without an order, and what does not exist at the centre, may be any.
        """
        sizes = [c.size for c in self.space.coordinates]
        # 1.01: the centre of the next cell, and not just its rim
        cells = np.array([0.0 if size is None else 1.01 / size for size in sizes])
        bounded = self.space.active(centre[None])[0] & self._ranking.ordered
        reach = np.where(bounded, np.maximum(radius, cells), 1.0)
        return np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)

    def _limit(self, known: Known) -> float:
        """Where bad scores are cut off, to be minimised, by the median of the design.

        Most steps are good ones; by their median all others would soon look alike.
        """
        _, values = self._scores.done(known)
        first = values[: len(self._scores.prior_values) + self._n_design]
        first = first[np.isfinite(first)]
        # as floats of Python, which overflow in silence
        best = float(values[np.isfinite(values)].max())
        middle = float(np.median(first)) if len(first) else best
        return BEYOND_MEDIAN * (best - middle) - middle

    def _radius(self, values: FloatArray) -> float:
        """Follow the radius through the steps taken so far.

        Parameters
        ----------
        values : ndarray of shape (n,)
            Of the trials, in the order of their candidates.
        """
        widest = NEAR if self.near else WIDEST
        if not np.isfinite(values).any():
            return widest
        prior = self._scores.prior_values[np.isfinite(self._scores.prior_values)]
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
        return float(widest * SHRINK ** (failed / np.sqrt(max(self._n_free, 1))))

    @cached_property
    def _n_design(self) -> int:
        """Number of candidates before the first step."""
        n_initial = 1 if self.near else self._n_initial
        return max(n_initial, len(self._initial))

    @cached_property
    def _n_free(self) -> int:
        """Number of directions: one a number, one for each other choice."""
        sizes = [c.size for c in self.space.coordinates]
        pairs = zip(sizes, self._ranking.ordered, strict=True)
        return sum(size != 1 if order else (size or 1) - 1 for size, order in pairs)
