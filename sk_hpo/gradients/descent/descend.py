"""A descent: follow the gradient of the cross-validated score to an optimum.

Notation: v a hyperparameter, z its internal coordinate; J the cross-validated loss,
dJ/dz = dJ/dv dv/dz.

A descent works on the model's own equations, in one process, and its scores are
predictions: what it finds is worth real fits.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.deadline import (
    Clock,
    Deadline,
    TimeIsUpError,
    check_time,
    kept,
)
from sk_hpo.gradients.descent.look import look_around
from sk_hpo.gradients.descent.threads import folds_mapped
from sk_hpo.gradients.implicit import Evaluation
from sk_hpo.gradients.objective import Objective, refusals
from sk_hpo.gradients.outer.coordinates import Coordinates, Range
from sk_hpo.gradients.outer.frame import Frame
from sk_hpo.gradients.outer.interpolate import Between, weights_between
from sk_hpo.gradients.outer.line_search import ENOUGH, LOOSE
from sk_hpo.gradients.outer.minimise import Minimum, Scan, minimise
from sk_hpo.gradients.outer.polish import Foreseen, polish
from sk_hpo.gradients.outer.profile import minimise_along
from sk_hpo.gradients.outer.regions import Hints
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.scoring.judge import Judge, OnRows
from sk_hpo.gradients.types import FloatArray
from sk_hpo.path import Path, Step

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
        log = _Log(objective, coordinates, (first, others), judge, on_step)
        frame = Frame(log.coordinates, log.names, objective.valley)
        return _followed(log, frame, start, scan)


def _followed(
    log: _Log, frame: Frame, start: Mapping[str, float] | None, scan: Scan
) -> Path:
    origin = None if start is None else frame.to(log.coordinates.encode(start))
    cut = False
    with np.errstate(all="ignore"):
        try:
            end = _minimised(log, frame, origin, scan)
            if log.judge is not None:
                best = log.best_judged()
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
    judged = log.judge is not None
    ends = _best_judged(start, log) if judged else _worth_a_fit(end, start, log)
    exact = log.objective.criterion.exact
    return Path(
        tuple(log.steps), tuple(ends), end.reason, exact, judged=judged, cut=cut
    )


def _minimised(
    log: _Log, frame: Frame, origin: FloatArray | None, scan: Scan
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
    log: _Log,
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


@dataclass(frozen=True)
class _Judged:
    """What is known of a point: the real score and, second, the stand-in's."""

    z: FloatArray
    score: tuple[float, float]


def _where_it_slopes(
    log: _Log, frame: Frame, stronger: Sequence[int]
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


@dataclass
class _Log:
    """The objective of the outer solver; remembers every evaluation."""

    objective: Objective
    coordinates: Coordinates
    deadlines: tuple[Deadline, Deadline]  # of the first step, and of the others
    judge: Judge | None = None
    on_step: Callable[[], None] = lambda: None
    steps: list[Step] = field(default_factory=list)
    judged: list[_Judged] = field(default_factory=list)
    _seen: list[tuple[FloatArray, Evaluation]] = field(default_factory=list)
    _judges: list[OnRows] = field(default_factory=list)
    _known: dict[tuple[bytes, float], tuple[float, FloatArray]] = field(
        default_factory=dict
    )

    @property
    def names(self) -> list[str]:
        """The parameters as the model knows them; of earlier steps as users do."""
        own = self.objective.own
        return [own.get(name, name) for name in self.objective.names]

    def at(self, z: FloatArray, tol: float) -> tuple[float, FloatArray]:
        # L-BFGS asks again about where it begins
        key = (z.tobytes(), tol)
        if key not in self._known:
            here, params = self._evaluated(z, tol)
            slopes = np.array([here.gradient[name] for name in params])
            self._known[key] = here.value, slopes * self.coordinates.slopes(params)
        return self._known[key]

    def judged_at(self, z: FloatArray) -> tuple[float, float] | None:
        """Give the real score and the stand-in's, without a gradient.

        None if there is no real score, and so no judge any more.
        """
        self._evaluated(z, LOOSE, gradient=False)
        return None if self.judge is None else self.judged[-1].score

    def foreseen(self, Z: FloatArray) -> Foreseen:
        """Give the real scores that responses between the known ones would have.

        Besides, how doubtful that is: how far the nearest known ones are, the more the
        less they lie around. None where nothing can be foreseen.
        """
        assert self.judge is not None
        low, widths = self.coordinates.low, self._widths
        points = (np.array([z for z, _ in self._seen]) - low) / widths
        asked = (Z - low) / widths
        weights = weights_between(points, asked)
        if weights is None:
            return None
        known = [here.responses for _, here in self._seen]
        scores = np.zeros((len(known[0]), len(Z)))
        for k, judge in enumerate(self._judges):
            between = Between([responses[k][1] for responses in known])
            for j, a in enumerate(weights):
                check_time()
                scores[k, j] = judge(between.at(a))
        mean = scores.mean(axis=0)
        far = np.abs(asked[:, None] - points).max(axis=2).min(axis=1)
        doubt = far * np.abs(weights).sum(axis=1)
        # fits are not so precise that a last digit would tell
        return np.where(np.isnan(mean), -np.inf, np.round(mean, 10)), doubt

    def goes_on(self) -> None:
        """Say so, unless the time is up for a step as long as the longest."""
        longest = max((step.seconds for step in self.steps), default=-math.inf)
        if self.deadlines[1].is_over(longest):
            raise TimeIsUpError
        self.on_step()

    def best(self, reason: str) -> Minimum:
        """Give the point where the criterion was least."""
        value, z = min(
            ((here.value, z) for z, here in self._seen if here.gradient),
            key=lambda known: known[0],
        )
        return Minimum(z, value, reason)

    def best_judged(self) -> _Judged:
        return max(self.judged, key=lambda judged: judged.score)

    def _evaluated(
        self, z: FloatArray, tol: float, *, gradient: bool = True
    ) -> tuple[Evaluation, dict[str, float]]:
        self.goes_on()
        began = time.perf_counter()
        params = self.coordinates.decode(z)
        with kept(self.deadlines[1 if self.steps else 0]):
            here = self.objective.at(params, self._nearest(z), tol, gradient=gradient)
        self._seen.append((z, here))
        score = self._judge(z, here)
        ascent = {name: -slope for name, slope in here.gradient.items()}
        seconds = time.perf_counter() - began
        self.steps.append(Step(params, score, ascent, tol, seconds))
        return here, params

    def _judge(self, z: FloatArray, here: Evaluation) -> float:
        """Give the real score, if there is a judge, or minus the criterion.

        Where only the score was looked at, the stand-in is computed if it has to tell
        this point from one that is as good.
        """
        if self.judge is None:
            return -here.value
        if not self._judges:
            classes = self.objective.classes
            self._judges = [self.judge.on(y, s, classes) for y, _, s in here.responses]
        responses = [u for _, u, _ in here.responses]
        score = float(
            np.mean([f(u) for f, u in zip(self._judges, responses, strict=True)])
        )
        if np.isnan(score):
            # then nothing is left to judge by but the stand-in, and real fits
            self.judge = None
            return -here.value if here.gradient else -self.objective.loss(here)
        # fits are not so precise that a last digit would tell
        rounded, stand_in = round(score, 10), here.value
        if not here.gradient:
            best = self.best_judged().score[0]
            stand_in = self.objective.loss(here) if rounded >= best else np.inf
        self.judged.append(_Judged(z, (rounded, -stand_in)))
        return score

    @property
    def _widths(self) -> FloatArray:
        widths = self.coordinates.high - self.coordinates.low
        return np.where(widths > 0, widths, 1.0)

    def _nearest(self, z: FloatArray) -> Sequence[FloatArray] | None:
        if not self._seen:
            return None
        widths = self._widths
        _, nearest = min(
            self._seen, key=lambda seen: float(np.abs((seen[0] - z) / widths).sum())
        )
        return nearest.solutions


def _best_judged(
    start: Mapping[str, float] | None, log: _Log
) -> Iterator[dict[str, float]]:
    """The best, and the start if it is as good."""
    coordinates = log.coordinates
    best = log.best_judged()
    yield coordinates.rounded(coordinates.decode(best.z))
    if start is None:
        return
    z = coordinates.encode(start)
    (of_start, _) = next(j.score for j in log.judged if np.array_equal(j.z, z))
    if of_start >= best.score[0] and not np.array_equal(best.z, z):
        yield coordinates.inside(start)


def _worth_a_fit(
    end: Minimum, start: Mapping[str, float] | None, log: _Log
) -> Iterator[dict[str, float]]:
    """The best, and the start if it may turn out to be as good, once fitted."""
    coordinates = log.coordinates
    best = coordinates.decode(end.z)
    origin = None if start is None else coordinates.decode(coordinates.encode(start))
    if origin != best:
        yield coordinates.rounded(best)
    if start is None:
        return
    # A stand-in is no judge of scores as near to each other as this.
    within = ENOUGH if log.objective.criterion.exact else 1e-2
    at_start = next(-step.score for step in log.steps if step.params == origin)
    if at_start <= end.value + within * abs(end.value):
        yield coordinates.inside(start)
