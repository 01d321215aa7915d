"""The time of a candidate: a Gaussian process on the logarithm of seconds.

Notation::

    X   (n, m)  points of the candidates so far, as columns
    t   (n,)    seconds of each
    b, s ()     mean and standard deviation of log t; the process models (log t - b) / s

Snoek, Larochelle and Adams, Practical Bayesian optimization of machine learning
algorithms (2012), section 3.2, divide the expected improvement by such a model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import Posterior, most_probable, posterior

# Seconds that differ by less than this factor, from the lowest to the highest tenth,
# hardly change what is best next.
FACTOR = 3.0


@dataclass(frozen=True)
class Cost:
    """The model of seconds; `Cost.of` fits it.

    Parameters
    ----------
    model : Posterior
    mean : float
        b.
    spread : float
        s.
    """

    model: Posterior
    mean: float
    spread: float

    @classmethod
    def of(cls, X: FloatArray, t: FloatArray, owner: IntArray) -> Cost | None:
        """Fit the model; None if the seconds differ by less than `FACTOR`."""
        log = np.log(np.maximum(t, 1e-6))
        low, high = np.quantile(log, [0.1, 0.9])
        if high - low < np.log(FACTOR):
            return None
        mean, spread = float(log.mean()), float(log.std())
        y = (log - mean) / spread
        theta = most_probable(
            X, y, owner, Prior.default(int(owner.max(initial=-1)) + 1)
        )
        return cls(posterior(X, y, owner, theta), mean, spread)

    def log_seconds(self, X: FloatArray) -> FloatArray:
        """Return the expected log of the seconds (q,) at points (q, m)."""
        return np.asarray(self.mean + self.spread * self.model.predict(X)[0])

    def slopes(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the expected log (q,) at points (q, m), and its gradient (q, m)."""
        mean, _, of_mean, _ = self.model.slopes(X)
        return self.mean + self.spread * mean, self.spread * of_mean
