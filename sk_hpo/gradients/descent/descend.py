"""A descent: follow the gradient of the cross-validated score to an optimum.

Notation: v a hyperparameter, z its internal coordinate; J the cross-validated loss,
dJ/dz = dJ/dv dv/dz.

A descent works on the model's own equations, in one process. Its scores are
predictions, so the ends that it finds are fitted for real afterwards.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from sk_hpo.descent_path import Path
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.cross_validated_loss import CrossValidatedLoss, convert_errors
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.deadline import Clock, Deadline, TimeIsUpError, deadline_scope
from sk_hpo.gradients.descent.ends import Start, best_judged, worth_a_fit
from sk_hpo.gradients.descent.kernel_scan import scan_kernels
from sk_hpo.gradients.descent.log import Log
from sk_hpo.gradients.descent.real_scores import Judging
from sk_hpo.gradients.descent.threads import splits_mapped
from sk_hpo.gradients.outer.coordinates import Coordinates, Range
from sk_hpo.gradients.outer.line_search import ENOUGH, LOOSE
from sk_hpo.gradients.outer.minimise import Minimum, Objective, Scan, minimise
from sk_hpo.gradients.outer.polish import polish
from sk_hpo.gradients.outer.regions import Hints
from sk_hpo.gradients.outer.valley_axes import Frame
from sk_hpo.gradients.outer.valley_profile import minimise_along
from sk_hpo.gradients.types import FloatArray

# Relative to the penalty at which all coefficients are 0: just below it the score has a
# slope.
BELOW_LIMIT = 0.95
# A descent of a smooth loss ends below this relative gain: the judge refines its end.
ENOUGH_OF_SMOOTH_LOSS = 2e-3
# Seconds that the first step may take in any case.
LEAST_OF_FIRST = 1.0

NO_STEP = Path(
    (), (), "the time limit was reached before the first step", exact=False, cut=True
)


def descend(
    problem: BilevelProblem,
    data: CVData,
    ranges: Mapping[str, Range],
    *,
    start: Mapping[str, float] | None = None,
    n_jobs: int = 1,
    scan: Scan = "short",
    beat: float = -math.inf,
    seconds: float = math.inf,
    clock: Clock = time.monotonic,
    on_step: Callable[[], None] = lambda: None,
) -> Path:
    """Scan the ranges, and descend from there to the best score.

    Parameters
    ----------
    problem : BilevelProblem
        The estimator, with all parameters set but those in `ranges`, and the score.
    data : CVData
    ranges : mapping of str to (low, high, log)
        The parameters that vary, by the names that ``set_params`` accepts; an entry of
        a dict has a name of its own (see ``entry_names.py``).
    start : mapping of str to float, optional
        The current settings. They are among the ends if their predicted score is within
        tolerance of the best.
    n_jobs : int, default=1
        Number of threads, at most one for each split. It does not change the result.
    scan : {"short", "whole", "none"}, default="short"
        How much of the ranges is scanned first, as for ``outer.minimise``. With "none"
        the descent goes downhill from `start`, which is not among the ends.
    beat : float, default=-inf
        The descent ends once it can hardly reach this score. Not if it follows a smooth
        loss, which is no score.
    seconds : float, default=inf
        Time limit. No step begins that would exceed it if it took as long as the
        longest so far, and a step that takes longer is interrupted. The first step,
        without which there is no result, may take at least one second, including what
        precedes it.
    clock : callable, default=time.monotonic
        Measures the seconds.
    on_step : callable, optional
        Called when an evaluation begins.

    Returns
    -------
    Path

    Raises
    ------
    NotDifferentiableError
        If a parameter or the data have no exact gradient, or if any error occurs. Real
        fits report what is wrong with the data.
    """
    first = Deadline(max(seconds, LEAST_OF_FIRST), clock)
    others = Deadline(seconds, clock)
    with convert_errors(), splits_mapped(n_jobs) as map_splits:
        try:
            with deadline_scope(first):
                loss = CrossValidatedLoss(
                    problem, data, list(ranges), ranges, map_splits
                )
        except TimeIsUpError:
            return NO_STEP
        coordinates = Coordinates(loss.with_fits(ranges))
        judge = problem.judge
        judging = None if judge is None else Judging(judge, loss, coordinates)
        log = Log(loss, coordinates, (first, others), judging, on_step)
        with np.errstate(all="ignore"):
            return _Descent(log, start, scan, beat).path()


class _Descent:
    """A descent in the coordinates of the outer solver, x of shape (d,).

    Parameters
    ----------
    log : Log
    start : mapping of str to float or None
    scan : {"short", "whole", "none"}
    beat : float
    """

    def __init__(
        self, log: Log, start: Mapping[str, float] | None, scan: Scan, beat: float
    ) -> None:
        self.log, self.scan = log, scan
        self.aim = -beat if log.loss.criterion.exact else math.inf
        self.frame = Frame(log.coordinates, log.names, log.loss.valley)
        self.low, self.high = self._bounds()
        self.start: Start | None = None
        self.origin: FloatArray | None = None
        if start is not None:
            self.origin = self.frame.to_x(log.coordinates.encode(start))
            self.start = Start(start, self.frame.to_z(self.origin))

    def path(self) -> Path:
        """Descend, and return the steps and the ends."""
        log, start, cut = self.log, self.start, False
        try:
            end = self._minimum()
            if log.judging is not None:
                best = log.judging.best()
                box = log.coordinates.low, log.coordinates.high
                with deadline_scope(log.deadlines[1]):
                    known = best.z, best.score
                    polish(log.judged_at, log.predicted_scores, *known, *box)
        except TimeIsUpError:
            if not log.steps:
                return NO_STEP
            end, start, cut = log.best("the time limit was reached"), None, True
        if self.scan == "none":
            start = None
        # no longer judged if a real score could not be computed
        judged = log.judging is not None
        ends = best_judged(start, log) if judged else worth_a_fit(end, start, log)
        exact = log.loss.criterion.exact
        return Path(
            tuple(log.steps), tuple(ends), end.reason, exact, judged=judged, cut=cut
        )

    def _minimum(self) -> Minimum:
        """Return the minimum of the criterion, in internal coordinates."""
        log, frame = self.log, self.frame
        criterion, stronger = log.loss.criterion, log.loss.stronger

        def objective(x: FloatArray, tol: float) -> tuple[float, FloatArray]:
            z = frame.to_z(x)
            J, slopes = log.at(z, tol if criterion.exact else max(tol, LOOSE))
            return J, frame.slopes(x, slopes)

        def glance(x: FloatArray) -> float:
            return log.glance(frame.to_z(x))

        if self.origin is not None and len(stronger) == 1 and not stronger[0]:
            # the ends of the range may have no gradient, and no order is better
            objective(self.origin, LOOSE)
        box = objective, self.low, self.high, self.origin
        if frame.across is not None and len(self.low) == 2 and self.scan != "none":
            i = frame.across
            found = minimise_along(
                *box,
                i,
                stronger[i],
                perfect=criterion.perfect,
                glance=glance,
                reach=frame.reach,
            )
        else:
            found = minimise(
                *box,
                stronger,
                scans_all=log.loss.scans_all,
                perfect=criterion.perfect,
                enough=ENOUGH if criterion.exact else ENOUGH_OF_SMOOTH_LOSS,
                scan=self.scan,
                aim=self.aim,
                find_hints=self._hints,
                glance=glance,
                # the judge searches around the end of a smooth loss
                looks_again=criterion.exact,
            )
        found = self._beyond_limit(found, objective)
        return replace(found, z=frame.to_z(found.z))

    def _beyond_limit(self, found: Minimum, objective: Objective) -> Minimum:
        """Return the constant fit if the end is at its limit and no better."""
        whole = self.frame.high
        at_limit = (found.z >= self.high) & (self.high < whole)
        if not at_limit.any():
            return found
        x = np.where(at_limit, whole, found.z)
        J, _ = objective(x, LOOSE)
        return Minimum(x, J, "at the upper bound") if found.value > J else found

    def _hints(self) -> Hints | None:
        """Scan the box with a cheap model if `scan` is "whole"."""
        if self.scan != "whole":
            return None
        low, widths = self.low, self.high - self.low
        centre = np.full(len(low), 0.5)
        if self.origin is not None:
            centre = (self.origin - low) / np.where(widths > 0, widths, 1.0)

        def params_at(x: FloatArray) -> dict[str, float]:
            self.log.begin_step()
            return self.log.coordinates.decode(self.frame.to_z(low + x * widths))

        return scan_kernels(self.log.loss, params_at, centre)

    def _bounds(self) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of x, without penalties that change no split's fit."""
        loss, coordinates, frame = self.log.loss, self.log.coordinates, self.frame
        low, high = frame.low.copy(), frame.high.copy()
        centre = coordinates.decode(frame.to_z((low + high) / 2))
        theta = loss.theta | dict(zip(self.log.names, centre.values(), strict=True))
        for i, (own, name) in enumerate(zip(self.log.names, centre, strict=True)):
            limits = [inner.limit(own, theta) for inner in loss.maps]
            known = [limit for limit in limits if limit is not None]
            if known and len(known) == len(limits):
                at_limit = {**centre, name: BELOW_LIMIT * max(known)}
                x = frame.to_x(coordinates.encode(at_limit))[i]
                high[i] = max(low[i], min(high[i], x))
        return low, high
