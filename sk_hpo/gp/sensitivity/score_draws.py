"""Draws of the score as a function of the parameters, cut off where it is very bad.

Notation::

    U    (q, d)  points of the unit cube
    z    (q, S)  S draws of the process
    v    (q, S)  their scores: 0 is the best known one, -1 where bad ones are cut off

Good scores are cut off at v = 1: that far from what was seen, the inverse of the
transform of scores may be anything. The noise of the process becomes the variance of v
by Gauss-Hermite quadrature.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.scores.transform import ScoreTransform
from sk_hpo.gp.sensitivity.draws import Draws

NODES, _MASSES = hermegauss(8)
WEIGHTS = _MASSES / _MASSES.sum()


@dataclass(frozen=True)
class ScoreDraws:
    """Scores as functions of the parameters, S of them.

    Parameters
    ----------
    draws : sequence of Draws
        Draws of one model or several, S in all.
    columns : callable
        From snapped points U (q, d) to the columns of the process.
    transform : ScoreTransform
    best, cut_off : float
        The best score, and the one at which bad scores are cut off. If they are equal,
        v is 0.
    """

    draws: Sequence[Draws]
    columns: Callable[[FloatArray], FloatArray]
    transform: ScoreTransform
    best: float
    cut_off: float

    def at(self, U: FloatArray) -> FloatArray:
        """Return the scores v without noise, (q, S)."""
        return self._scores(self._drawn(U))

    def noise_variance(self, U: FloatArray) -> FloatArray:
        """Return the mean variance (S,) of the noise of v at points."""
        z = self._drawn(U)
        noise = np.concatenate([np.full(one.n_draws, one.noise) for one in self.draws])
        v = np.array([self._scores(z + noise * node) for node in NODES])
        mean = np.tensordot(WEIGHTS, v, 1)
        return np.asarray(np.tensordot(WEIGHTS, (v - mean) ** 2, 1).mean(axis=0))

    def _drawn(self, U: FloatArray) -> FloatArray:
        X = self.columns(U)
        return np.concatenate([one.at(X) for one in self.draws], axis=1)

    def _scores(self, z: FloatArray) -> FloatArray:
        # in units of the largest value, since differences might overflow
        size = self.transform.size
        best, cut_off = self.best / size, self.cut_off / size
        if best == cut_off:
            return np.zeros(z.shape)
        # far from the scores the inverse may overflow
        with np.errstate(over="ignore"):
            scores = -self.transform.inverse(z) / size
        return np.clip((scores - best) / (best - cut_off), -1.0, 1.0)
