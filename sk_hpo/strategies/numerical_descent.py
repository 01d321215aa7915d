"""Descent without a gradient, for any estimator and any space.

The search begins with the initial points and a few points that fill the space. Each
further candidate is a step from the best point so far to the point with the highest
acquisition under a Gaussian process of all trials, inside a trust region. The region
reaches as far as its radius in each coordinate, or to the next value if values are
farther apart. The radius follows from the scores: it shrinks with each step that did
not improve on the best score known when it was taken.

Eriksson et al., Scalable Global Optimization via Local Bayesian Optimization (2019),
arXiv:1910.01739, use such trust regions. They restart when the region has shrunk; this
search ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.scores.transform import BEYOND_MEDIAN
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.model.tried_points import TriedPoints
from sk_hpo.strategies.model_based import ModelBased
from sk_hpo.strategies.strategy import Suggestion

WIDEST, NARROWEST = 0.5, 0.02
# The widest if the optimum is known to be near.
NEAR = 0.1
# Factor of the radius after a failed step, with one free coordinate.
SHRINK = 0.8
# The least gain and the least expected gain of a step, as a share of the spread of the
# scores.
GAIN = 1e-3
# A space with up to this many candidates is searched completely.
SMALL = 32


@dataclass(eq=False)
class NumericalDescent(ModelBased):
    """Steps to points with the highest acquisition, in a shrinking trust region.

    The search ends when the radius is below its minimum, when the expected gain of the
    best step is too small, or when all candidates have been tried. The initial points
    count as part of the design.

    Parameters
    ----------
    space : Space
    near : bool, default=False
        Whether the initial points are known to be near the optimum. Then there is no
        design, and the first region is narrow.
    shrink : float, default=SHRINK
        The factor of the radius after a failed step, with one free coordinate. With a
        small one the search ends after few failed steps.
    **settings
        See `ModelBased`.
    """

    near: bool = field(default=False, kw_only=True)
    shrink: float = field(default=SHRINK, kw_only=True)

    def _suggest(self, k: int, observed: Observations) -> Suggestion | None:
        tried = TriedPoints(observed.U)
        for params, u in self._initial:
            if u not in tried:
                return dict(params), {"step": "initial"}
        _, values = self._scores.done(observed)
        some = bool(np.isfinite(values).any())
        if len(observed.U) < self._n_design or not some:
            filling = self._filling(tried, len(observed.U))
            if filling is not None:
                return filling, {"step": "design"}
        radius = self._radius(observed.values)
        if radius >= NARROWEST and some:
            rng = np.random.default_rng([self.seed, k])
            better = self._step(observed, radius, tried, rng)
            if better is not None:
                return better
        if self.space.n_candidates > SMALL:
            return None
        left = self._first_new(self._ranking.every, tried)
        return None if left is None else (left, {"step": "left over"})

    def _step(
        self,
        observed: Observations,
        radius: float,
        tried: TriedPoints,
        rng: np.random.Generator,
    ) -> Suggestion | None:
        """Return the best new point of the trust region, if it is worth a fit."""
        model, transform = self._scores.fit(observed, self._limit(observed))
        acquisition, best, z = self._scores.acquisition(observed, model, transform)
        low, high = self._region(best[0], radius)
        ranked = self._ranking.of(acquisition, best, observed.U, rng, low, high)
        params = self._first_new(ranked, tried)
        if params is None:
            return None
        expected = np.exp(acquisition.improvement(self._scores.columns.of(ranked[:1])))
        if expected[0] < GAIN * (np.median(z) - z[0]):
            return None
        theta = [round(float(value), 4) for value in model.theta]
        note = {"radius": round(radius, 4), "hyperparameters": theta}
        note["gain"] = self._scores.gain(acquisition, transform, ranked[:1])
        return params, {"step": "model", **note}

    def _region(
        self, centre: FloatArray, radius: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of the trust region, each of shape (d,).

        Choices without an order, and coordinates that do not exist at the centre, are
        not restricted.
        """
        sizes = [c.size for c in self.space.coordinates]
        # 1.01, to include the centre of the next cell
        cells = np.array([0.0 if size is None else 1.01 / size for size in sizes])
        bounded = self.space.active(centre[None])[0] & self._ranking.ordered
        reach = np.where(bounded, np.maximum(radius, cells), 1.0)
        return np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)

    def _limit(self, observed: Observations) -> float:
        """Return the limit at which bad scores are clipped, as a value to be minimised.

        It is based on the median of the design. Most later steps are good: with their
        median, all other scores would be clipped.
        """
        _, values = self._scores.done(observed)
        first = values[: len(self._scores.prior_values) + self._n_design]
        first = first[np.isfinite(first)]
        # Python floats overflow without a warning
        best = float(values[np.isfinite(values)].max())
        middle = float(np.median(first)) if len(first) else best
        return BEYOND_MEDIAN * (best - middle) - middle

    def _radius(self, values: FloatArray) -> float:
        """Return the radius after the steps taken so far.

        Parameters
        ----------
        values : ndarray of shape (n,)
            Scores of the trials, in the order of their candidates.
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
                continue  # no score was known, so this was not a step
            # the largest spread so far: in the end most points are good, and compared
            # to their spread even a tiny gain would be enough
            before = values[: max(0, k - self.lag + 1)]
            finite = before[np.isfinite(before)]
            if len(finite):
                spread = max(spread, known - float(np.median(finite)))
            failed += scores[k] <= known + GAIN * spread
        return float(widest * self.shrink ** (failed / np.sqrt(max(self._n_free, 1))))

    @cached_property
    def _n_design(self) -> int:
        """The number of candidates before the first step."""
        n_initial = 1 if self.near else self._n_initial
        return max(n_initial, len(self._initial))

    @cached_property
    def _n_free(self) -> int:
        """The number of directions: one for a number, k - 1 for k choices."""
        sizes = [c.size for c in self.space.coordinates]
        pairs = zip(sizes, self._ranking.ordered, strict=True)
        return sum(size != 1 if order else (size or 1) - 1 for size, order in pairs)
