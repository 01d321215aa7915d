"""The model of the scores: a Gaussian process on points of the unit cube.

Notation: U of shape (n, d), points of the unit cube.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from sk_hpo.gp.acquisition import Acquisition, Model
from sk_hpo.gp.cost import Cost
from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.kernel import BoolArray, FloatArray, IntArray
from sk_hpo.gp.levels import LAST, AtLastLevel, with_level
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import Posterior, most_probable, posterior
from sk_hpo.gp.scores.transform import ScoreTransform
from sk_hpo.gp.sensitivity.explanations import FLOOR, explanations
from sk_hpo.gp.training_subset import all_alike, best_and_spaced, these_and_spaced
from sk_hpo.space import Space
from sk_hpo.strategies.model.columns import Columns
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.strategy import PriorTrials

# Returns the indices of at most so many points, given their values.
Choose = Callable[[FloatArray, int], IntArray]
# From this many scores on, fits of the hyperparameters start from the last ones only,
# and for each further SETTLED scores they skip one more candidate.
SETTLED = 40
# Maximum number of points for the hyperparameters, and for the model.
FITTED = 150
MODELLED = 700
# So many models explain up to FITTED scores.
EXPLAINED = 8
# A model of the times needs so many of them.
FEWEST_TIMES = 5


class ScoreModel:
    """Models the scores of candidates, and the probability that a fit fails.

    Parameters
    ----------
    space : Space
    prior : sequence of (dict, float)
        Candidates and scores of other searches. Candidates outside the space are
        ignored.

    Attributes
    ----------
    columns : Columns
        The columns of the process.
    prior_values : ndarray of shape (n,)
        Scores of other searches.
    """

    def __init__(self, space: Space, prior: PriorTrials = ()) -> None:
        self._space = space
        self._prior = prior

    def fit(
        self,
        observed: Observations,
        limit: float = -np.inf,
        choose: Choose = best_and_spaced,
    ) -> tuple[Posterior, ScoreTransform]:
        """Fit the process to at least one score.

        `limit` is that of `ScoreTransform.of`; `choose` the subset of many points.
        """
        theta, transform = self.hyperparameters(observed, limit, choose)
        return self.under(theta, observed, transform, choose), transform

    def hyperparameters(
        self,
        observed: Observations,
        limit: float = -np.inf,
        choose: Choose = best_and_spaced,
    ) -> tuple[FloatArray, ScoreTransform]:
        """Return the hyperparameters, the last ones if they are not fitted again."""
        U, values = self.done(observed)
        scored = np.isfinite(values)
        transform = ScoreTransform.of(-values[scored], limit)
        X, owner = self._inputs(observed, U, scored)
        z = transform.forward(-values[scored])
        e = self._variances(observed, transform)
        prior = Prior.default(int(owner.max(initial=-1)) + 1)
        starts = observed.hyperparameters(len(prior.mean))
        # with a limit, the noted ones are for scores that were clipped at another one
        settled = bool(starts) and len(z) >= SETTLED and not np.isfinite(limit)
        if settled and len(observed.U) % (1 + len(observed.values) // SETTLED):
            return starts[0], transform
        if not settled:
            starts = [*starts, prior.mean]
        few = choose(z, FITTED)
        theta = most_probable(X[few], z[few], owner, prior, starts, e[few])
        return theta, transform

    def under(
        self,
        theta: FloatArray,
        observed: Observations,
        transform: ScoreTransform,
        choose: Choose = best_and_spaced,
    ) -> Posterior:
        """Return the model of the scores under given hyperparameters."""
        U, values = self.done(observed)
        scored = np.isfinite(values)
        z = transform.forward(-values[scored])
        many = choose(z, MODELLED)
        X, owner = self._inputs(observed, U, scored)
        e = self._variances(observed, transform)
        return posterior(X[many], z[many], owner, theta, e[many])

    def explained(
        self, observed: Observations, limit: float, rng: np.random.Generator
    ) -> tuple[list[tuple[float, Posterior]], ScoreTransform]:
        """Fit the process in the ways that explain at least one score.

        Returns models with their probabilities. Few scores leave much open, so that
        there are several models, even of one explanation.
        """
        U, values = self.done(observed)
        scored = np.isfinite(values)
        transform = ScoreTransform.of(-values[scored], limit)
        X, z = self.columns.of(U[scored]), transform.forward(-values[scored])
        e, owner = self._variances(observed, transform) + FLOOR, self.columns.owner
        few, many = all_alike(z, FITTED), all_alike(z, MODELLED)
        n_around = EXPLAINED if len(z) <= FITTED else 0
        p = self.columns.p
        found = explanations(X[few], z[few], owner, p, e[few], n_around, rng)
        models = [
            (weight, posterior(X[many], z[many], owner, theta, e[many]))
            for weight, theta in found
        ]
        return models, transform

    def done(self, observed: Observations) -> tuple[FloatArray, FloatArray]:
        """Return the points and values of all results, of other searches first."""
        U = np.concatenate([self._prior_points, observed.U[: len(observed.values)]])
        return U, np.concatenate([self.prior_values, observed.values])

    def _inputs(
        self, observed: Observations, U: FloatArray, scored: BoolArray
    ) -> tuple[FloatArray, IntArray]:
        """Return the columns of the scored points, with their level if there are any.

        The second array says which length scale each column has.
        """
        X, owner = self.columns.of(U[scored]), self.columns.owner
        if observed.levels is None:
            return X, owner
        whole = np.full(len(self.prior_values), LAST)
        levels = np.concatenate([whole, observed.levels[: len(observed.values)]])
        return with_level(X, levels[scored]), np.append(owner, self.columns.p)

    def _variances(
        self, observed: Observations, transform: ScoreTransform
    ) -> FloatArray:
        """Return the variances of z that are due to splits that were not given."""
        _, values = self.done(observed)
        errors = np.concatenate([np.zeros(len(self.prior_values)), observed.errors])
        scored = np.isfinite(values)
        y, error = -values[scored], errors[scored]
        if not error.any():
            return error
        above, below = transform.forward(y + error), transform.forward(y - error)
        return np.asarray(((above - below) / 2) ** 2)

    def acquisition(
        self,
        observed: Observations,
        model: Posterior,
        transform: ScoreTransform,
        *,
        per_second: bool = False,
    ) -> tuple[Acquisition, FloatArray, FloatArray]:
        """Return the acquisition function, the scored points (n, d) and their z (n,).

        The best points come first; z is that of `ScoreTransform`. With `per_second`
        the improvement per second counts, if the times of candidates differ much. If
        there are levels, all is of the last one: z are predictions, and each point is
        there once.
        """
        U, values = self.done(observed)
        scored = np.isfinite(values)
        n, V = len(observed.values), U[scored]
        pending = self.columns.of(observed.U[n:])
        expected: Model
        if observed.levels is None:
            z, expected = (
                transform.forward(-values[scored]),
                model.with_pending(pending),
            )
        else:
            pending = with_level(pending, observed.levels[n:])
            expected, V = AtLastLevel(model.with_pending(pending)), np.unique(V, axis=0)
            z, _ = expected.predict(self.columns.of(V))
        acquisition = Acquisition(
            expected,
            float(z.min()),
            self.feasibility(U, ~scored),
            self._cost(observed) if per_second else None,
        )
        order = np.argsort(z, kind="stable")
        return acquisition, V[order], z[order]

    def gain(
        self, acquisition: Acquisition, transform: ScoreTransform, U: FloatArray
    ) -> float:
        """Return the largest expected improvement at points, in units of the score.

        It is that of the transformed score, transformed back from the best score.
        """
        most = np.exp(acquisition.improvement(self.columns.of(U)).max())
        z = acquisition.best - np.array([0.0, most])
        now, then = transform.inverse(z)
        # so many digits are the same on any machine
        return float(f"{now - then:.3e}")

    def feasibility(self, U: FloatArray, failed: BoolArray) -> Feasibility | None:
        """Return the model of failures at points, or None if there are none."""
        if not failed.any():
            return None
        some = these_and_spaced(failed, FITTED)
        columns = self.columns
        return Feasibility.of(columns.of(U[some]), failed[some], columns.owner)

    def _cost(self, observed: Observations) -> Cost | None:
        if observed.seconds is None or len(observed.seconds) < FEWEST_TIMES:
            return None
        last = slice(-FITTED, None)
        U = observed.U[: len(observed.seconds)]
        X = self.columns.of(U[last])
        return Cost.of(X, observed.seconds[last], self.columns.owner)

    @cached_property
    def columns(self) -> Columns:
        return Columns(self._space)

    @cached_property
    def _prior_inside(self) -> list[tuple[Mapping[str, Any], float]]:
        return [(p, value) for p, value in self._prior if self._space.contains(p)]

    @cached_property
    def _prior_points(self) -> FloatArray:
        points = [self._space.encode(params) for params, _ in self._prior_inside]
        return np.array(points).reshape(len(points), len(self._space.coordinates))

    @cached_property
    def prior_values(self) -> FloatArray:
        return np.array([value for _, value in self._prior_inside], dtype=np.float64)
