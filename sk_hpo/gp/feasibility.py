"""The probability that a candidate does not fail, by least-squares classification.

Notation::

    X      (n, m)  points of the candidates so far, as columns
    label  (n,)    1 if the candidate has a score, -1 if it failed
    b      ()      mean label; the process models label - b
    f, s   (q,)    mean and sd of the process at q points, with its noise
    z      (q,)    (b + f) / s

    P = Phi(z)

Rasmussen and Williams (2006), section 6.5: regression on the labels, whose prediction
goes through a sigmoid. Far from all points, P depends only on the share of failures.
`acquisition.py` decides how small P may be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from sk_hpo.gp.expected_improvement import HALF_LOG_2PI
from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import Posterior, most_probable, posterior

# Prior mean and sd of the log of the noise. Labels have no noise, but without it the
# model would be too certain where between two points fits begin to fail.
NOISE = (np.log(0.1), 0.3)


@dataclass(frozen=True)
class Feasibility:
    """The model of failures; `Feasibility.of` fits it.

    Parameters
    ----------
    labels : Posterior
        The posterior of the labels minus their mean.
    mean : float
        The mean label.
    """

    labels: Posterior
    mean: float

    @classmethod
    def of(cls, X: FloatArray, failed: np.ndarray, owner: IntArray) -> Feasibility:
        """Fit the model to points (n, m), of which some have failed (n,)."""
        label = np.where(failed, -1.0, 1.0)
        mean = float(label.mean())
        prior = Prior.default(int(owner.max(initial=-1)) + 1)
        prior.mean[-1], prior.sd[-1] = NOISE
        theta = most_probable(X, label - mean, owner, prior)
        return cls(posterior(X, label - mean, owner, theta), mean)

    def log_probability(self, X: FloatArray) -> FloatArray:
        """Return log P (q,) at points (q, m)."""
        f, sd = self.labels.predict(X)
        return np.asarray(log_ndtr((self.mean + f) / self.labels.with_noise(sd)))

    def slopes(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return log P (q,) at points (q, m), and its gradient (q, m)."""
        f, sd, of_f, of_sd = self.labels.slopes(X)
        s = self.labels.with_noise(sd)
        z = (self.mean + f) / s
        log = log_ndtr(z)
        ratio = np.exp(-0.5 * z**2 - HALF_LOG_2PI - log)
        of_z = of_f / s[:, None] - (z * sd / s**2)[:, None] * of_sd
        return log, ratio[:, None] * of_z
