"""Bayesian optimisation: a Gaussian process says where a better score may be.

First come the given points, then a small design that fills the space, then the points
that promise most under a model of the scores so far, later every other one under a
rougher model.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.strategies.model.known import Known
from sk_hpo.strategies.model.ranking import SMALL
from sk_hpo.strategies.model.scores import SETTLED
from sk_hpo.strategies.model.seen import Seen
from sk_hpo.strategies.over_space import OverSpace, Params
from sk_hpo.strategies.strategy import Suggestion

# Up to so many candidates are all looked at if random ones are no longer new.
COUNTABLE = 50_000
N_TRIES = 1000
# From so many scores on as settle the hyperparameters every other candidate is asked of
# a model whose length scales are shorter by this factor. Where the most probable ones
# are too long the model is sure of places that it has not seen, and no candidate of its
# own would show it wrong.
ROUGHER = 2.0


class GaussianProcess(OverSpace):
    """Suggests where a Gaussian process expects most of the scores.

    A finite space ends when all of it has been tried. By default the design has as many
    candidates as a candidate has parameters, at most, plus 3: at least 5, at most 20.
    Parameters are those of `OverSpace`.
    """

    def _suggest(self, k: int, known: Known) -> Suggestion | None:
        seen = Seen(known.U)
        for given, u in self._initial:
            if u not in seen:
                return dict(given), {"member": "initial"}
        rng = np.random.default_rng([self.seed, k])
        n_modelled = len(known.U) - len(self._initial) - self._n_initial
        _, values = self._scores.done(known)
        if n_modelled >= 0 and np.isfinite(values).any():
            return self._modelled(known, seen, rng)
        params = self._filling(seen, len(known.U)) or self._remaining(seen, rng)
        return None if params is None else (params, {"member": "design"})

    def _modelled(
        self, known: Known, seen: Seen, rng: np.random.Generator
    ) -> Suggestion | None:
        theta, output = self._scores.hyperparameters(known)
        _, values = self._scores.done(known)
        rough = np.isfinite(values).sum() >= SETTLED and len(known.U) % 2 == 1
        asked = np.append(theta[:-2] - np.log(ROUGHER), theta[-2:]) if rough else theta
        model = self._scores.under(asked, known, output)
        promise, best, _ = self._scores.promise(known, model, output)
        low, high = np.zeros(best.shape[1]), np.ones(best.shape[1])
        ranked = self._ranking.of(promise, best, known.U, rng, low, high)
        params = self._first_new(ranked, seen) or self._remaining(seen, rng)
        if params is None:
            return None
        noted = [round(float(value), 4) for value in theta]
        member = "rough" if rough else "expected improvement"
        return params, {"member": member, "hyperparameters": noted}

    def _remaining(self, seen: Seen, rng: np.random.Generator) -> Params | None:
        """Any candidate that is new, if there is one."""
        n = self.space.n_candidates
        if n > SMALL:
            d = len(self.space.coordinates)
            params = self._first_new(rng.random((N_TRIES, d)), seen)
            if params is not None or n > COUNTABLE:
                return params
        return self._first_new(rng.permutation(self._ranking.every), seen)
