"""How likely a candidate is not to fail: least-squares classification.

Notation::

    X      (n, m)  points that were tried, as columns
    label  (n,)    1 where a score came of it, -1 where it failed
    b      ()      mean label, of which the process models the rest
    f, s   (q,)    mean and sd of the process at q points, with its noise
    z      (q,)    (b + f) / s

    P = Phi(z)

Rasmussen and Williams (2006), section 6.5: regression on the labels, whose prediction
goes through a sigmoid. Far from all points P is what the share of failures says;
`acquisition` says how small a P is worth a try.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from sk_hpo.gp.improvement import HALF_LOG_2PI
from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import Posterior, fit

# Log of the noise, mean and sd: labels have none, but without it the model would be
# sure of where between two points the border runs.
NOISE = (np.log(0.1), 0.3)


@dataclass(frozen=True)
class Feasibility:
    """The model of failing; `Feasibility.of` fits it.

    Parameters
    ----------
    labels : Posterior
        Of the labels less their mean.
    mean : float
    """

    labels: Posterior
    mean: float

    @classmethod
    def of(cls, X: FloatArray, failed: np.ndarray, owner: IntArray) -> Feasibility:
        """Fit to points (n, m), some of which have failed (n,)."""
        label = np.where(failed, -1.0, 1.0)
        mean = float(label.mean())
        belief = Prior.default(int(owner.max(initial=-1)) + 1)
        belief.mean[-1], belief.sd[-1] = NOISE
        return cls(fit(X, label - mean, owner, belief), mean)

    def log_probability(self, X: FloatArray) -> FloatArray:
        """Log P (q,) at points (q, m)."""
        f, sd = self.labels.predict(X)
        return np.asarray(log_ndtr((self.mean + f) / self._total(sd)))

    def slopes(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log P (q,), and its gradient (q, m)."""
        f, sd, of_f, of_sd = self.labels.slopes(X)
        s = self._total(sd)
        z = (self.mean + f) / s
        log = log_ndtr(z)
        ratio = np.exp(-0.5 * z**2 - HALF_LOG_2PI - log)
        of_z = of_f / s[:, None] - (z * sd / s**2)[:, None] * of_sd
        return log, ratio[:, None] * of_z

    def _total(self, sd: FloatArray) -> FloatArray:
        return np.asarray(np.sqrt(sd**2 + np.exp(self.labels.theta[-1])))
