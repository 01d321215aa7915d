"""The log of a descent: it evaluates the objective and remembers what it found.

Notation: z of shape (d,) internal coordinates.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sk_hpo.gradients.deadline import Deadline, TimeIsUpError, kept
from sk_hpo.gradients.descent.judging import Judging
from sk_hpo.gradients.implicit import Evaluation
from sk_hpo.gradients.objective import Objective
from sk_hpo.gradients.outer.coordinates import Coordinates
from sk_hpo.gradients.outer.line_search import LOOSE
from sk_hpo.gradients.outer.minimise import Minimum
from sk_hpo.gradients.outer.polish import Foreseen
from sk_hpo.gradients.types import FloatArray
from sk_hpo.path import Step


@dataclass
class Log:
    """Evaluates the objective for the outer solver.

    Parameters
    ----------
    objective : Objective
    coordinates : Coordinates
    deadlines : (Deadline, Deadline)
        Of the first step, and of the others.
    judging : Judging or None
        Where the criterion is a stand-in; None again where it finds no real score.
    on_step : callable
        Called when an evaluation begins.

    Attributes
    ----------
    steps : list of Step
        In the order in which they were taken.
    """

    objective: Objective
    coordinates: Coordinates
    deadlines: tuple[Deadline, Deadline]
    judging: Judging | None = None
    on_step: Callable[[], None] = lambda: None
    steps: list[Step] = field(default_factory=list)
    _seen: list[tuple[FloatArray, Evaluation]] = field(default_factory=list)
    _known: dict[tuple[bytes, float], tuple[float, FloatArray]] = field(
        default_factory=dict
    )

    @property
    def names(self) -> list[str]:
        """The parameters as the model knows them; of earlier steps as users do."""
        own = self.objective.own
        return [own.get(name, name) for name in self.objective.names]

    def at(self, z: FloatArray, tol: float) -> tuple[float, FloatArray]:
        """Return the criterion and its derivatives in z."""
        # L-BFGS asks again about where it begins
        key = (z.tobytes(), tol)
        if key not in self._known:
            here, params = self._evaluated(z, tol)
            slopes = np.array([here.gradient[name] for name in params])
            self._known[key] = here.value, slopes * self.coordinates.slopes(params)
        return self._known[key]

    def judged_at(self, z: FloatArray) -> tuple[float, float] | None:
        """Return the real score and the stand-in's, without a gradient.

        None if there is no real score, and so no judge any more.
        """
        self._evaluated(z, LOOSE, gradient=False)
        return None if self.judging is None else self.judging.judged[-1].score

    def foreseen(self, Z: FloatArray) -> Foreseen:
        """Return the real scores of points that are not evaluated; see `Judging`."""
        assert self.judging is not None
        return self.judging.foreseen(Z, self._seen)

    def goes_on(self) -> None:
        """Say so, unless the time is up for a step as long as the longest."""
        longest = max((step.seconds for step in self.steps), default=-math.inf)
        if self.deadlines[1].is_over(longest):
            raise TimeIsUpError
        self.on_step()

    def best(self, reason: str) -> Minimum:
        """Return the point where the criterion was least."""
        value, z = min(
            ((here.value, z) for z, here in self._seen if here.gradient),
            key=lambda known: known[0],
        )
        return Minimum(z, value, reason)

    def _evaluated(
        self, z: FloatArray, tol: float, *, gradient: bool = True
    ) -> tuple[Evaluation, dict[str, float]]:
        self.goes_on()
        began = time.perf_counter()
        params = self.coordinates.decode(z)
        with kept(self.deadlines[1 if self.steps else 0]):
            here = self.objective.at(params, self._nearest(z), tol, gradient=gradient)
        self._seen.append((z, here))
        score = self._score(z, here)
        ascent = {name: -slope for name, slope in here.gradient.items()}
        seconds = time.perf_counter() - began
        self.steps.append(Step(params, score, ascent, tol, seconds))
        return here, params

    def _score(self, z: FloatArray, here: Evaluation) -> float:
        """Return the real score if there is a judge, or minus the criterion."""
        if self.judging is None:
            return -here.value
        score = self.judging.score(z, here)
        if score is None:
            # then nothing is left to judge by but the stand-in, and real fits
            self.judging = None
            return -here.value if here.gradient else -self.objective.loss(here)
        return score

    def _nearest(self, z: FloatArray) -> Sequence[FloatArray] | None:
        """Return the solutions at the nearest point, where fits may start."""
        if not self._seen:
            return None
        widths = self.coordinates.widths
        _, nearest = min(
            self._seen, key=lambda seen: float(np.abs((seen[0] - z) / widths).sum())
        )
        return nearest.solutions
