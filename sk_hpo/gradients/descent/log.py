"""The log of a descent: it evaluates the loss and remembers the results.

Notation: z of shape (d,) internal coordinates.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sk_hpo.descent_path import Step
from sk_hpo.gradients.cross_validated_loss import CrossValidatedLoss
from sk_hpo.gradients.deadline import Deadline, TimeIsUpError, deadline_scope
from sk_hpo.gradients.descent.real_scores import Judging
from sk_hpo.gradients.implicit import Evaluation
from sk_hpo.gradients.outer.coordinates import Coordinates
from sk_hpo.gradients.outer.line_search import LOOSE
from sk_hpo.gradients.outer.minimise import Minimum
from sk_hpo.gradients.outer.polish import PredictedScores
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError

# The tolerance of a glance.
ROUGH = 1e-3


@dataclass
class Log:
    """Evaluates the loss for the outer solver.

    Parameters
    ----------
    loss : CrossValidatedLoss
    coordinates : Coordinates
    deadlines : (Deadline, Deadline)
        The deadlines of the first step and of the other steps.
    judging : Judging or None
        Computes real scores if the criterion is a smooth loss in their place. It is
        dropped if a real score cannot be computed.
    on_step : callable
        Called when an evaluation begins.

    Attributes
    ----------
    steps : list of Step
        The steps so far, in order.
    failed : list of ndarray of shape (d,)
        Points among them that have no gradient.
    """

    loss: CrossValidatedLoss
    coordinates: Coordinates
    deadlines: tuple[Deadline, Deadline]
    judging: Judging | None = None
    on_step: Callable[[], None] = lambda: None
    steps: list[Step] = field(default_factory=list)
    failed: list[FloatArray] = field(default_factory=list)
    _seen: list[tuple[FloatArray, Evaluation]] = field(default_factory=list)
    _known: dict[tuple[bytes, float], tuple[float, FloatArray]] = field(
        default_factory=dict
    )

    @property
    def names(self) -> list[str]:
        """The names of the parameters: the model's own, and those of earlier steps."""
        own = self.loss.own
        return [own.get(name, name) for name in self.loss.names]

    def at(self, z: FloatArray, tol: float) -> tuple[float, FloatArray]:
        """Return the criterion and its derivatives in z.

        A point without a gradient among others that have one, as where the scale of
        Huber's residuals is 0, counts as a plateau as bad as the worst point.
        """
        # L-BFGS evaluates its starting point again
        key = (z.tobytes(), tol)
        if key not in self._known:
            self._known[key] = self._differentiated(z, tol)
        return self._known[key]

    def _differentiated(self, z: FloatArray, tol: float) -> tuple[float, FloatArray]:
        try:
            here, params = self._evaluated(z, tol)
        except NotDifferentiableError:
            self.failed.append(z)
            if len(self.failed) > len(self.steps):
                raise
            worst = max(here.value for _, here in self._seen if here.gradient)
            return worst, np.zeros(len(z))
        slopes = np.array([here.gradient[name] for name in params])
        return here.value, slopes * self.coordinates.slopes(params)

    def judged_at(self, z: FloatArray) -> tuple[float, float] | None:
        """Return the real score and that of the smooth loss, without a gradient.

        None if the real score cannot be computed.
        """
        self._evaluated(z, LOOSE, gradient=False)
        return None if self.judging is None else self.judging.judged[-1].score

    def glance(self, z: FloatArray) -> float:
        """Return the criterion of one split, inf where it has no fit.

        It is no step, since it is no score.
        """
        for seen, known in self._seen:
            if np.array_equal(seen, z):
                return self.loss.loss(known, 1)
        self.begin_step()
        starts, params = self._nearest(z), self.coordinates.decode(z)
        try:
            with deadline_scope(self.deadlines[1]):
                here = self.loss.at(params, starts, ROUGH, gradient=False, n_splits=1)
        except NotDifferentiableError:
            return math.inf
        return self.loss.loss(here, 1)

    def predicted_scores(self, Z: FloatArray) -> PredictedScores:
        """Predict the real scores of points; see `Judging.predicted_scores`."""
        assert self.judging is not None
        return self.judging.predicted_scores(Z, self._seen)

    def begin_step(self) -> None:
        """Report that a step begins, or raise an error if there is no time for one.

        A step is assumed to take as long as the longest so far.
        """
        longest = max((step.seconds for step in self.steps), default=-math.inf)
        if self.deadlines[1].is_over(longest):
            raise TimeIsUpError
        self.on_step()

    def best(self, reason: str) -> Minimum:
        """Return the evaluated point with the lowest criterion."""
        value, z = min(
            ((here.value, z) for z, here in self._seen if here.gradient),
            key=lambda known: known[0],
        )
        return Minimum(z, value, reason)

    def _evaluated(
        self, z: FloatArray, tol: float, *, gradient: bool = True
    ) -> tuple[Evaluation, dict[str, float]]:
        self.begin_step()
        began = time.perf_counter()
        params = self.coordinates.decode(z)
        with deadline_scope(self.deadlines[1 if self.steps else 0]):
            here = self.loss.at(params, self._nearest(z), tol, gradient=gradient)
        self._seen.append((z, here))
        score = self._score(z, here)
        ascent = {name: -slope for name, slope in here.gradient.items()}
        seconds = time.perf_counter() - began
        self.steps.append(Step(params, score, ascent, tol, seconds))
        return here, params

    def _score(self, z: FloatArray, here: Evaluation) -> float:
        """Return the real score if there is a judge, else minus the criterion."""
        if self.judging is None:
            return -here.value
        score = self.judging.score(z, here)
        if score is None:
            # from here on the smooth loss alone guides the descent
            self.judging = None
            return -here.value if here.gradient else -self.loss.loss(here)
        return score

    def _nearest(self, z: FloatArray) -> Sequence[FloatArray] | None:
        """Return the solutions at the nearest point, for warm starts."""
        if not self._seen:
            return None
        widths = self.coordinates.widths
        _, nearest = min(
            self._seen, key=lambda seen: float(np.abs((seen[0] - z) / widths).sum())
        )
        return nearest.solutions
