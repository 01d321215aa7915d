"""Priors of the hyperparameters of the Gaussian process.

Notation::

    theta  (p + 2,)  log l_1 ... log l_p, log s2, log noise

The priors are independent normal distributions, with mean and sd of shape (p + 2,). The
values are for inputs in [0, 1] and scores of variance 1. They were chosen on tuning
problems of scikit-learn estimators, most of them with three to nine parameters.

Distances grow with sqrt(p). With more than six parameters, the prior mean of the length
scales grows in proportion, so that a candidate is as informative in a large space as in
a small one: Hvarfner, Hellsten and Nardi, Vanilla Bayesian Optimization Performs Great
in High Dimensions (2024), arXiv:2402.02229. Otherwise the model hardly recognises a
number without effect, and a search with many choices varies such numbers rather than
the choices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import FloatArray

LENGTH = (-0.3, 1.0)
# With more than this many parameters, the mean is larger by log sqrt(p / FEW).
FEW = 6
VARIANCE = (0.0, 1.0)
NOISE = (-7.0, 2.0)

# Those of a model that is to say what explains the scores: structure and noise are
# equally likely beforehand. Under the priors above, noise alone is read as a rough
# function, in three of four searches of 20 to 40 random scores.
EXPLAINED_VARIANCE = (-1.0, 2.0)
EXPLAINED_NOISE = (-2.0, 3.0)

# Bounds of theta, in standard deviations. Beyond them no search has its optimum, and
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

    @classmethod
    def sceptical(cls, p: int) -> Prior:
        """Return the priors of a model that may find no structure at all."""
        default = cls.default(p)
        rows = np.column_stack([default.mean, default.sd])
        rows[p:] = EXPLAINED_VARIANCE, EXPLAINED_NOISE
        return cls(rows[:, 0], rows[:, 1])

    @property
    def bounds(self) -> FloatArray:
        """The bounds of each element of theta, (p + 2, 2)."""
        widest = WIDEST * self.sd
        return np.column_stack([self.mean - widest, self.mean + widest])

    def penalty(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """Return minus the log density, up to a constant, and its gradient (p + 2,)."""
        z = (theta - self.mean) / self.sd
        return 0.5 * float(z @ z), z / self.sd
