"""What points promise: the improvement that is expected, and whether a fit comes of it.

Notation::

    X       (q, m)  points, as columns
    mean    (q,)    of the noise-free value, to be minimised
    sd      (q,)    its standard deviation
    noise   ()      variance of the noise
    total   (q,)    sqrt(sd^2 + noise)
    P       (q,)    probability that a candidate does not fail

    value = log(EI(mean, total) + e^-10) + c log P, or log EI if none has failed

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

# c: a failure teaches nothing of scores. With 1 to 8 more candidates failed next to
# regions where fits fail, and no better score came of it; with 40 what lies beyond such
# a region was found later.
CAUTION = 20.0
# An improvement of e^-10 standard deviations is hardly one: where no more is to be had,
# whether fits fail decides. With e^-25 a search whose optimum is at the border of a
# region that fails tried ever again what is beyond it, with e^-7 it came less close.
LEAST = -10.0


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
        """The values (q,) at X."""
        mean, sd = self.model.predict(X)
        value = log_expected_improvement(mean, self._total(sd), self.best)
        if self.feasibility is not None:
            log = self.feasibility.log_probability(X)
            value = np.logaddexp(value, LEAST) + CAUTION * log
        return np.asarray(value)

    def slopes(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The values (q,), and their gradients (q, m)."""
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
