"""What is believed of the hyperparameters before any score is known.

Notation::

    theta  (p + 2,)  log l_1 ... log l_p, log s2, log noise

Each is normal and independent of the others: mean and sd of shape (p + 2,). The values
are for inputs in [0, 1] and scores of variance 1; they did best in trials on tuning
problems of scikit-learn estimators, most of them with three to nine parameters.

Distances grow with sqrt(p). With more than six parameters length scales are expected to
grow with them, so that a candidate tells as much of a large space as of a smaller one:
Hvarfner, Hellsten and Nardi, Vanilla Bayesian Optimization Performs Great in High
Dimensions (2024), arXiv:2402.02229. Otherwise one without influence hardly looks like
one, and a search of many choices moves such numbers instead of changing a choice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import FloatArray

LENGTH = (-0.3, 1.0)
# Of so many parameters; of more the mean is larger by log sqrt(p / 6).
FEW = 6
VARIANCE = (0.0, 1.0)
NOISE = (-7.0, 2.0)

# Beyond this many standard deviations a prior rules out what a search could meet, and
# the kernel matrix would be singular or the identity.
WIDEST = 4.0


@dataclass(frozen=True)
class Prior:
    """Independent normal priors.

    Parameters
    ----------
    mean, sd : ndarray of shape (p + 2,)
    """

    mean: FloatArray
    sd: FloatArray

    @classmethod
    def default(cls, p: int) -> Prior:
        """Return the priors for p parameters."""
        rows = np.array([LENGTH] * p + [VARIANCE, NOISE])
        rows[:p, 0] += 0.5 * math.log(max(p, FEW) / FEW)
        return cls(rows[:, 0], rows[:, 1])

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """Where theta is looked for."""
        low = self.mean - WIDEST * self.sd
        high = self.mean + WIDEST * self.sd
        return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]

    def penalty(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """Minus the log density, up to a constant, and its gradient (p + 2,)."""
        z = (theta - self.mean) / self.sd
        return 0.5 * float(z @ z), z / self.sd
