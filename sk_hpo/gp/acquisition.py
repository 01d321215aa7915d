"""The acquisition function: expected improvement times the probability of a fit.

Notation::

    X       (q, m)  points, as columns
    mean    (q,)    of the noise-free value, to be minimised
    sd      (q,)    its standard deviation
    noise   ()      variance of the noise
    total   (q,)    sqrt(sd^2 + noise)
    P       (q,)    probability that a candidate does not fail

    cost    (q,)    expected log of the seconds of a candidate

    value = log(EI(mean, total) + e^-20) + c log P, or log EI if none has failed;
    less cost, if improvement per second counts

The improvement is that of the noisy score. All candidates are evaluated once and on the
same splits, so the noise of the model is part of each score, also of the best.

Gelbart, Snoek and Adams, Bayesian Optimization with Unknown Constraints (2014),
arXiv:1403.5607, equation 4, is EI P.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sk_hpo.gp.cost import Cost
from sk_hpo.gp.expected_improvement import improvement_slopes, log_expected_improvement
from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.kernel import FloatArray

# c. With a smaller value, more candidates fail at the edge of regions where fits fail.
CAUTION = 20.0
# Log of a negligible improvement: below it, only the probability of failure counts. It
# also bounds P, by e^(LEAST / CAUTION) = 0.37. With a higher bound, a search may never
# leave the part of a space where fits succeed; with a lower one, it suggests too many
# candidates that fail.
LEAST = -20.0


class Model(Protocol):
    """What an acquisition function needs of a posterior; see `Posterior`."""

    def predict(self, Z: FloatArray) -> tuple[FloatArray, FloatArray]: ...

    def slopes(
        self, Z: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]: ...

    def with_noise(self, sd: FloatArray) -> FloatArray: ...

    @property
    def scale(self) -> FloatArray: ...


@dataclass(frozen=True)
class Acquisition:
    """The acquisition function of one suggestion.

    Parameters
    ----------
    model : Posterior or AtLastLevel
    best : float
        The best value so far.
    feasibility : Feasibility or None
        None if no candidate has failed.
    cost : Cost or None
        None: the improvement counts, whatever it costs.
    """

    model: Model
    best: float
    feasibility: Feasibility | None = None
    cost: Cost | None = None

    def value(self, X: FloatArray) -> FloatArray:
        """Return the values (q,) at X."""
        value = self.improvement(X)
        if self.feasibility is not None:
            log = self.feasibility.log_probability(X)
            value = np.logaddexp(value, LEAST) + CAUTION * log
        if self.cost is not None:
            value = value - self.cost.log_seconds(X)
        return np.asarray(value)

    def improvement(self, X: FloatArray) -> FloatArray:
        """Return the log of the expected improvement (q,) of fits that do not fail."""
        mean, sd = self.model.predict(X)
        return log_expected_improvement(mean, self.model.with_noise(sd), self.best)

    def slopes(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the values (q,) and their gradients (q, m)."""
        mean, sd, of_mean, of_sd = self.model.slopes(X)
        total = self.model.with_noise(sd)
        value, by_mean, by_total = improvement_slopes(mean, total, self.best)
        by_sd = by_total * sd / total
        gradient = by_mean[:, None] * of_mean + by_sd[:, None] * of_sd
        if self.feasibility is not None:
            log, of_log = self.feasibility.slopes(X)
            raised = np.logaddexp(value, LEAST)
            gradient = np.exp(value - raised)[:, None] * gradient + CAUTION * of_log
            value = raised + CAUTION * log
        if self.cost is not None:
            log_seconds, of_log = self.cost.slopes(X)
            value, gradient = value - log_seconds, gradient - of_log
        return value, gradient
