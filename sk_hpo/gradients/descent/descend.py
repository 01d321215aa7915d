"""A descent: follow the gradient of the cross-validated score to an optimum.

Notation: v a hyperparameter, z its internal coordinate; J the cross-validated loss,
dJ/dz = dJ/dv dv/dz.

A descent works on the model's own equations, in one process, and its scores are
predictions: what it finds is worth real fits.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.deadline import (
    Clock,
    Deadline,
    TimeIsUpError,
    kept,
)
from sk_hpo.gradients.descent.ends import best_judged, worth_a_fit
from sk_hpo.gradients.descent.judging import Judging
from sk_hpo.gradients.descent.log import Log
from sk_hpo.gradients.descent.look import look_around
from sk_hpo.gradients.descent.threads import folds_mapped
from sk_hpo.gradients.objective import Objective, refusals
from sk_hpo.gradients.outer.coordinates import Coordinates, Range
from sk_hpo.gradients.outer.frame import Frame
from sk_hpo.gradients.outer.line_search import ENOUGH, LOOSE
from sk_hpo.gradients.outer.minimise import Minimum, Scan, minimise
from sk_hpo.gradients.outer.polish import polish
from sk_hpo.gradients.outer.profile import minimise_along
from sk_hpo.gradients.outer.regions import Hints
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.scoring.judge import Judge
from sk_hpo.gradients.types import FloatArray
from sk_hpo.path import Path

# Of the penalty that leaves nothing of a model: there it begins to be one.
NEARLY = 0.95
# What is left to gain of a stand-in, as a share: the score itself is looked at then.
ENOUGH_OF_STAND_IN = 2e-3
# Seconds that a first step may take in any case.
LEAST_OF_FIRST = 1.0


_TOO_LATE = "the time was up before anything was known"
NOTHING_KNOWN = Path((), (), _TOO_LATE, exact=False, cut=True)


def descend(
    estimator: Any,
    X: Any,
    y: Any,
    splits: Sequence[tuple[Any, Any]],
    *,
    criterion: Criterion,
    ranges: Mapping[str, Range],
    judge: Judge | None = None,
    start: Mapping[str, float] | None = None,
    fit_params: Mapping[str, Any] | None = None,
    score_params: Mapping[str, Any] | None = None,
    n_jobs: int = 1,
    scan: Scan = "short",
    seconds: float = math.inf,
    clock: Clock = time.monotonic,
    on_step: Callable[[], None] = lambda: None,
) -> Path:
    """Descend from scans of the ranges to the best score.

    Parameters
    ----------
    estimator : estimator
        With all parameters set but those searched; not changed. A Pipeline's earlier
        steps are fitted once a fold.
    X, y : array-like
    splits : sequence of (train, test)
        Row numbers of each fold.
    criterion : Criterion
        See ``criterion_for``.
    ranges : mapping of str to (low, high, log)
        The parameters to search, by the names that ``set_params`` takes; an entry of a
        dict by a name of its own (see ``entries.py``).
    judge : Judge, optional
        What the real score is, where the criterion is a stand-in.
    start : mapping of str to float, optional
        The current settings. They are among the ends if their predicted score is
        within tolerance of the optimum's.
    fit_params, score_params : mapping, optional
        As routed to ``fit`` and to the scorer.
    n_jobs : int, default=1
        Threads, one a fold; they do not change the result.
    scan : {"short", "whole", "none"}, default="short"
        How much of the ranges is looked at first, as for ``outer.minimise``. With
        "none" the descent goes downhill from its start, which is none of its ends.
    seconds : float, default=inf
        Nothing is evaluated any more, but for the first step, that would be over it if
        it took as long as the longest so far; what takes longer nevertheless is broken
        off. The first step, without which nothing is known, and what is before it may
        take a second at least.
    clock : callable, default=time.monotonic
        What the seconds are of.
    on_step : callable, optional
        Called when an evaluation begins.

    Returns
    -------
    Path

    Raises
    ------
    NotDifferentiableError
        If the estimator, a parameter or the data have no exact gradient, or if
        anything fails on the way: what is wrong with the data, scikit-learn's own fits
        will say.
    """
    first = Deadline(max(seconds, LEAST_OF_FIRST), clock)
    others = Deadline(seconds, clock)
    with refusals(), folds_mapped(n_jobs) as map_folds:
        try:
            with kept(first):
                objective = Objective(
                    estimator,
                    X,
                    y,
                    splits,
                    criterion=criterion,
                    names=list(ranges),
                    ranges=ranges,
                    fit_params=fit_params or {},
                    score_params=score_params or {},
                    map_folds=map_folds,
                )
        except TimeIsUpError:
            return NOTHING_KNOWN
        coordinates = Coordinates(objective.with_fits(ranges))
        judging = None if judge is None else Judging(judge, objective, coordinates)
        log = Log(objective, coordinates, (first, others), judging, on_step)
        frame = Frame(log.coordinates, log.names, objective.valley)
        return _followed(log, frame, start, scan)


def _followed(
    log: Log, frame: Frame, start: Mapping[str, float] | None, scan: Scan
) -> Path:
    origin = None if start is None else frame.to(log.coordinates.encode(start))
    cut = False
    with np.errstate(all="ignore"):
        try:
            end = _minimised(log, frame, origin, scan)
            if log.judging is not None:
                best = log.judging.best()
                box = log.coordinates.low, log.coordinates.high
                with kept(log.deadlines[1]):
                    polish(log.judged_at, log.foreseen, best.z, best.score, *box)
        except TimeIsUpError:
            if not log.steps:
                return NOTHING_KNOWN
            end, start, cut = log.best("the time was up"), None, True
    if scan == "none":
        start = None
    # the judge may have found that there is nothing to judge by
    judged = log.judging is not None
    ends = best_judged(start, log) if judged else worth_a_fit(end, start, log)
    exact = log.objective.criterion.exact
    return Path(
        tuple(log.steps), tuple(ends), end.reason, exact, judged=judged, cut=cut
    )


def _minimised(
    log: Log, frame: Frame, origin: FloatArray | None, scan: Scan
) -> Minimum:
    """Give the minimum of the criterion, in internal coordinates."""
    criterion, stronger = log.objective.criterion, log.objective.stronger

    def objective(x: FloatArray, tol: float) -> tuple[float, FloatArray]:
        z = frame.back(x)
        J, slopes = log.at(z, tol if criterion.exact else max(tol, LOOSE))
        return J, frame.slopes(x, z, slopes)

    low, high = _where_it_slopes(log, frame, stronger)
    box = objective, low, high, origin
    if frame.across is not None and len(low) == 2 and scan != "none":
        i = frame.across
        found = minimise_along(*box, i, stronger[i], perfect=criterion.perfect)
    else:
        found = minimise(
            *box,
            stronger,
            scans_all=log.objective.scans_all,
            perfect=criterion.perfect,
            enough=ENOUGH if criterion.exact else ENOUGH_OF_STAND_IN,
            scan=scan,
            look=partial(_look, log, frame, low, high, origin, scan),
        )
    return replace(found, z=frame.back(found.z))


def _look(
    log: Log,
    frame: Frame,
    low: FloatArray,
    high: FloatArray,
    origin: FloatArray | None,
    scan: Scan,
) -> Hints | None:
    """Look over the box, unless no more than its surroundings are asked for."""
    if scan != "whole":
        return None
    widths = high - low
    centre = np.full(len(low), 0.5)
    if origin is not None:
        centre = (origin - low) / np.where(widths > 0, widths, 1.0)

    def params_at(x: FloatArray) -> dict[str, float]:
        log.goes_on()
        return log.coordinates.decode(frame.back(low + x * widths))

    return look_around(log.objective, params_at, centre)


def _where_it_slopes(
    log: Log, frame: Frame, stronger: Sequence[int]
) -> tuple[FloatArray, FloatArray]:
    """Give the bounds, without where every fold's fit stays as it is."""
    low, high = frame.low.copy(), frame.high.copy()
    centre = list(log.coordinates.decode(frame.back((low + high) / 2)).values())
    theta = log.objective.theta | dict(zip(log.names, centre, strict=True))
    for i, (name, sign) in enumerate(zip(log.names, stronger, strict=True)):
        limits = [inner.limit(name, theta) for inner in log.objective.maps]
        known = [limit for limit in limits if limit is not None]
        if not sign or not known or len(known) < len(limits):
            continue
        limit = max(known) * NEARLY if sign > 0 else min(known) / NEARLY
        params = dict(zip(log.coordinates.ranges, centre, strict=True))
        params[list(params)[i]] = limit
        x = frame.to(log.coordinates.encode(params))[i]
        if sign > 0:
            high[i] = max(low[i], min(high[i], x))
        else:
            low[i] = min(high[i], max(low[i], x))
    return low, high
