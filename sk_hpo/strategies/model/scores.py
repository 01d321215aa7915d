"""The model of the scores: a Gaussian process of points of the unit cube.

Notation: U of shape (n, d), points of the unit cube.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.output import Output
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.promise import Promise
from sk_hpo.gp.regression import Posterior, most_probable, posterior
from sk_hpo.gp.subset import best_and_spaced, these_and_spaced
from sk_hpo.space import Space
from sk_hpo.strategies.model.columns import Columns
from sk_hpo.strategies.model.known import Known

FloatArray = npt.NDArray[np.float64]

# With so many scores the last model's hyperparameters are all the start that is needed,
# and for each as many again one more candidate goes by before they are fitted anew.
SETTLED = 40
# Hyperparameters are fitted to so many points at most, and the model is of so many.
FITTED = 150
MODELLED = 700


class ScoreModel:
    """Models the scores of a space's candidates, and beside them where fits fail.

    Parameters
    ----------
    space : Space
    prior : sequence of (dict, float)
        Candidates and scores from elsewhere; those that are not in the space are left
        out.

    Attributes
    ----------
    columns : Columns
        What the process sees of points.
    prior_values : ndarray of shape (n,)
        Scores from elsewhere.
    """

    def __init__(
        self, space: Space, prior: Sequence[tuple[Mapping[str, Any], float]] = ()
    ) -> None:
        self._space = space
        self._prior = prior

    def fit(self, known: Known, limit: float = -np.inf) -> tuple[Posterior, Output]:
        """Fit the process to the scores that are known; there is one at least.

        `limit` is that of `Output.of`.
        """
        theta, output = self.hyperparameters(known, limit)
        return self.under(theta, known, output), output

    def hyperparameters(
        self, known: Known, limit: float = -np.inf
    ) -> tuple[FloatArray, Output]:
        """Return the most probable hyperparameters, or those of a while ago."""
        U, values = self.done(known)
        scored = np.isfinite(values)
        output = Output.of(-values[scored], limit)
        X, z = self.columns.of(U[scored]), output.forward(-values[scored])
        belief = Prior.default(self.columns.p)
        starts = known.hyperparameters(len(belief.mean))
        # those that are noted belong to scores that were cut off elsewhere
        settled = bool(starts) and len(z) >= SETTLED and not np.isfinite(limit)
        if settled and len(known.U) % (1 + len(known.values) // SETTLED):
            return starts[0], output
        if not settled:
            starts = [*starts, belief.mean]
        few = best_and_spaced(z, FITTED)
        theta = most_probable(X[few], z[few], self.columns.owner, belief, starts)
        return theta, output

    def under(self, theta: FloatArray, known: Known, output: Output) -> Posterior:
        """Return the model of the scores under given hyperparameters."""
        U, values = self.done(known)
        scored = np.isfinite(values)
        z = output.forward(-values[scored])
        many = best_and_spaced(z, MODELLED)
        X = self.columns.of(U[scored][many])
        return posterior(X, z[many], self.columns.owner, theta)

    def done(self, known: Known) -> tuple[FloatArray, FloatArray]:
        """Return points and values of all that is done, elsewhere and here."""
        U = np.concatenate([self._prior_points, known.U[: len(known.values)]])
        return U, np.concatenate([self.prior_values, known.values])

    def promise(
        self, known: Known, model: Posterior, output: Output
    ) -> tuple[Promise, FloatArray, FloatArray]:
        """Return what points promise under a model, and the scored points and their z.

        The best come first: points (n, d), and z (n,) as in `Output`.
        """
        U, values = self.done(known)
        scored = np.isfinite(values)
        z = output.forward(-values[scored])
        pending = self.columns.of(known.U[len(known.values) :])
        promise = Promise(
            model.with_pending(pending), float(z.min()), self._feasibility(U, ~scored)
        )
        order = np.argsort(z, kind="stable")
        return promise, U[scored][order], z[order]

    def _feasibility(
        self, U: FloatArray, failed: npt.NDArray[np.bool_]
    ) -> Feasibility | None:
        if not failed.any():
            return None
        some = these_and_spaced(failed, FITTED)
        columns = self.columns
        return Feasibility.of(columns.of(U[some]), failed[some], columns.owner)

    @cached_property
    def columns(self) -> Columns:
        return Columns(self._space)

    @cached_property
    def _told(self) -> list[tuple[Mapping[str, Any], float]]:
        return [(p, value) for p, value in self._prior if self._space.contains(p)]

    @cached_property
    def _prior_points(self) -> FloatArray:
        points = [self._space.encode(params) for params, _ in self._told]
        return np.array(points).reshape(len(points), len(self._space.coordinates))

    @cached_property
    def prior_values(self) -> FloatArray:
        return np.array([value for _, value in self._told], dtype=np.float64)
