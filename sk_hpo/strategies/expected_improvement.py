"""Bayesian optimisation with a Gaussian process model of the scores.

The initial points come first, then a small design that fills the space, then the points
with the highest acquisition under the model. Later every other point comes from a
rougher model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sk_hpo.constraint import RAREST
from sk_hpo.gp.kernel import FloatArray
from sk_hpo.strategies.model.floors import Part, neglected, parts_of
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.model.ranking import SMALL
from sk_hpo.strategies.model.score_model import SETTLED
from sk_hpo.strategies.model.tried_points import TriedPoints
from sk_hpo.strategies.model_based import ModelBased, Params
from sk_hpo.strategies.strategy import Suggestion

# Spaces with up to this many candidates are enumerated if random points are not new.
COUNTABLE = 50_000
N_TRIES = 1000
N_TRIES_ALLOWED = 10 * RAREST  # with a constraint
# Once the hyperparameters are settled, every other candidate comes from a model whose
# length scales are shorter by this factor. If the most probable ones are too long, the
# model is certain about regions that it has not seen, and its own candidates would not
# correct it.
ROUGHER = 2.0
# However many initial points there are.
LEAST_DESIGN = 2


@dataclass(eq=False)
class ExpectedImprovement(ModelBased):
    """Suggests points with the highest expected improvement.

    The search of a finite space ends when all its candidates have been tried. All but
    the first of the initial points take the place of points of the design.

    Parameters
    ----------
    floor : float, default=0.0
        Alternatives and chosen estimators get at least this part of an equal share of
        the candidates; see `neglected`.
    **settings
        See `ModelBased`.
    """

    floor: float = field(default=0.0, kw_only=True)

    def _suggest(self, k: int, observed: Observations) -> Suggestion | None:
        tried = TriedPoints(observed.U)
        for given, u in self._initial:
            if u not in tried:
                return dict(given), {"member": "initial"}
        rng = np.random.default_rng([self.seed, k])
        n_modelled = observed.n_points - len(self._initial) - self._n_design
        _, values = self._scores.done(observed)
        if n_modelled >= 0 and np.isfinite(values).any():
            return self._modelled(observed, tried, rng)
        params = self._filling(tried, observed.n_points) or self._remaining(tried, rng)
        return None if params is None else (params, {"member": "design"})

    @property
    def _n_design(self) -> int:
        """The number of candidates of the design after the initial points.

        All but the first of these show other parts of the space, as the design does.
        """
        n, more = self._n_initial, max(len(self._initial) - 1, 0)
        return max(n - more, min(n, LEAST_DESIGN))

    def _modelled(
        self, observed: Observations, tried: TriedPoints, rng: np.random.Generator
    ) -> Suggestion | None:
        theta, transform = self._scores.hyperparameters(observed)
        _, values = self._scores.done(observed)
        rough = np.isfinite(values).sum() >= SETTLED and len(observed.U) % 2 == 1
        asked = np.append(theta[:-2] - np.log(ROUGHER), theta[-2:]) if rough else theta
        model = self._scores.under(asked, observed, transform)
        hurries = self.per_second is not None and self.per_second()
        acquisition, best, _ = self._scores.acquisition(
            observed, model, transform, per_second=hurries
        )

        ranked = np.empty((0, best.shape[1]))

        def best_in(low: FloatArray, high: FloatArray) -> Params | None:
            nonlocal ranked
            ranked = self._ranking.of(acquisition, best, observed.U, rng, low, high)
            return self._first_new(ranked, tried)

        member, params, d = "floor", None, best.shape[1]
        part = neglected(self._parts, observed, self.floor) if self.floor else None
        if part is not None:
            params = best_in(*part.box(d))
        if params is None:
            member = "rough" if rough else "expected improvement"
            params = best_in(np.zeros(d), np.ones(d)) or self._remaining(tried, rng)
        if params is None:
            return None
        noted = [round(float(value), 4) for value in theta]
        note: dict[str, Any] = {"member": member, "hyperparameters": noted}
        if member == "expected improvement":
            # with a cost, the first of them is not the one of most improvement
            others = ranked if acquisition.cost is not None else ranked[:0]
            points = np.vstack([self.space.encode(params), others])
            note["gain"] = self._scores.gain(acquisition, transform, points)
        return params, note

    @cached_property
    def _parts(self) -> list[Part]:
        return parts_of(self.space)

    def _remaining(self, tried: TriedPoints, rng: np.random.Generator) -> Params | None:
        """Return a random new candidate; None if none is found."""
        n = self.space.n_candidates
        if n > SMALL:
            d = len(self.space.coordinates)
            n_tries = N_TRIES if self.space.constraint is None else N_TRIES_ALLOWED
            params = self._first_new(rng.random((n_tries, d)), tried)
            if params is not None or n > COUNTABLE:
                return params
        return self._first_new(rng.permutation(self._ranking.every), tried)
