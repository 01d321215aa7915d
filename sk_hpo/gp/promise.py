"""What points promise: the improvement that is expected, and whether a fit comes of it.

Notation::

    X       (q, m)  points, as columns
    mean    (q,)    of the noise-free value, to be minimised
    sd      (q,)    its standard deviation
    noise   ()      variance of the noise
    total   (q,)    sqrt(sd^2 + noise)
    P       (q,)    probability that a candidate does not fail

    value = log(EI(mean, total) + e^-20) + c log P, or log EI if none has failed

The noise is part of what is expected. A candidate is evaluated once, on splits that are
the same for all: what the model takes for noise will be in its score, and in the best
score that is found.

Gelbart, Snoek and Adams, Bayesian Optimization with Unknown Constraints (2014),
arXiv:1403.5607, equation 4, is EI P.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.acquisition import improvement_slopes, log_expected_improvement
from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.regression import Posterior

# c: a failure teaches nothing of scores, and with less of it more candidates fail next
# to regions where fits fail.
CAUTION = 20.0
# An improvement of e^-20 standard deviations is none: where no more is to be had,
# whether fits fail decides. It is a bound of P too, e^(LEAST / CAUTION) = 0.37, below
# which nothing is tried. With a higher one a search of a space half of which fails may
# stay where it is safe, with a lower one it tries again and again what is beyond a
# border.
LEAST = -20.0


@dataclass(frozen=True)
class Promise:
    """The acquisition function of one suggestion.

    Parameters
    ----------
    model : Posterior
    best : float
        The value to fall below.
    feasibility : Feasibility or None
        None: no candidate has failed.
    """

    model: Posterior
    best: float
    feasibility: Feasibility | None = None

    def value(self, X: FloatArray) -> FloatArray:
        """Return the values (q,) at X."""
        value = self.improvement(X)
        if self.feasibility is not None:
            log = self.feasibility.log_probability(X)
            value = np.logaddexp(value, LEAST) + CAUTION * log
        return np.asarray(value)

    def improvement(self, X: FloatArray) -> FloatArray:
        """Log of the expected improvement (q,), if fits do not fail."""
        mean, sd = self.model.predict(X)
        return log_expected_improvement(mean, self._total(sd), self.best)

    def slopes(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the values (q,), and their gradients (q, m)."""
        mean, sd, of_mean, of_sd = self.model.slopes(X)
        total = self._total(sd)
        value, by_mean, by_total = improvement_slopes(mean, total, self.best)
        by_sd = by_total * sd / total
        gradient = by_mean[:, None] * of_mean + by_sd[:, None] * of_sd
        if self.feasibility is not None:
            log, of_log = self.feasibility.slopes(X)
            raised = np.logaddexp(value, LEAST)
            gradient = np.exp(value - raised)[:, None] * gradient + CAUTION * of_log
            value = raised + CAUTION * log
        return value, gradient

    def _total(self, sd: FloatArray) -> FloatArray:
        return np.asarray(np.sqrt(sd**2 + np.exp(self.model.theta[-1])))
