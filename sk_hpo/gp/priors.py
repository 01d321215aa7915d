"""What is believed of the hyperparameters before any score is known.

Notation::

    theta  (p + 2,)  log l_1 ... log l_p, log s2, log noise

Each is normal and independent of the others: mean and sd of shape (p + 2,). The values
are for inputs in [0, 1] and scores of variance 1; they did best in trials on tuning
problems of scikit-learn estimators.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import FloatArray

LENGTH = (-0.3, 1.0)
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
        """The priors for p parameters."""
        rows = np.array([LENGTH] * p + [VARIANCE, NOISE])
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
