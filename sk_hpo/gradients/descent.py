"""A descent: follow the gradient of the cross-validated score to an optimum.

Notation: v a hyperparameter, z its internal coordinate; J the cross-validated loss,
dJ/dz = dJ/dv dv/dz.

A descent works on the model's own equations, in one process, and its scores are
predictions: what it finds is worth real fits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sk_hpo.gradients.arrays import FloatArray, NotDifferentiableError
from sk_hpo.gradients.coordinates import Coordinates, Range
from sk_hpo.gradients.criterion import Criterion
from sk_hpo.gradients.differentiable import differentiable_model
from sk_hpo.gradients.folds import folds_of
from sk_hpo.gradients.implicit import Evaluation, MapFolds, evaluate
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.outer import ENOUGH, minimise


@dataclass(frozen=True)
class Step:
    """One evaluation of a descent.

    Parameters
    ----------
    params : dict of str to float
    score : float
        What the mean test score is predicted to be; of the stand-in, if the criterion
        is not exact.
    gradient : dict of str to float
        Derivative of the score in each parameter itself, whatever its scale.
    tol : float
        How far the training objectives could be from their minima, as a share.
    seconds : float
        On the clock.
    """

    params: dict[str, float]
    score: float
    gradient: dict[str, float]
    tol: float
    seconds: float


@dataclass(frozen=True)
class Path:
    """What a descent did and found.

    Parameters
    ----------
    steps : tuple of Step
        In the order in which they were taken.
    ends : tuple of dict of str to float
        Parameters that are worth real fits, the best first.
    converged : str
        Why it ended.
    exact : bool
        Whether it followed the score itself, not a stand-in for it.
    """

    steps: tuple[Step, ...]
    ends: tuple[dict[str, float], ...]
    converged: str
    exact: bool


def descend(
    estimator: Any,
    X: Any,
    y: Any,
    splits: Sequence[tuple[Any, Any]],
    *,
    criterion: Criterion,
    ranges: Mapping[str, Range],
    start: Mapping[str, float] | None = None,
    fit_params: Mapping[str, Any] | None = None,
    score_params: Mapping[str, Any] | None = None,
    n_jobs: int = 1,
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
        The parameters to search, by the names that ``set_params`` takes.
    start : mapping of str to float, optional
        The current settings. They are among the ends if their predicted score is
        within tolerance of the optimum's.
    fit_params, score_params : mapping, optional
        As routed to ``fit`` and to the scorer.
    n_jobs : int, default=1
        Threads, one a fold; they do not change the result.

    Returns
    -------
    Path

    Raises
    ------
    NotDifferentiableError
        If the estimator, a parameter or the data have no exact gradient.
    """
    steps, model = differentiable_model(estimator, criterion)
    names = [name.removeprefix(steps.prefix) for name in ranges]
    for name, own in zip(ranges, names, strict=True):
        if name != steps.prefix + own or own not in model.PARAMETERS:
            raise NotDifferentiableError(f"{name!r} has no exact gradient")
    coordinates = Coordinates(ranges)
    with folds_mapped(n_jobs) as map_folds:
        folds = folds_of(
            steps,
            X,
            y,
            splits,
            fit_params=fit_params or {},
            score_params=score_params or {},
            map_folds=map_folds,
        )
        maps = model.inner_maps(steps.last, folds)
        log = _Log(maps, criterion, coordinates, names, map_folds)
        origin = None if start is None else coordinates.encode(start)
        end = minimise(
            log.at,
            coordinates.low,
            coordinates.high,
            origin,
            [model.PARAMETERS[name] for name in names],
            scans_all=model.SCANS_ALL,
        )
    best = coordinates.decode(end.z)
    ends = [best, *_worth_a_fit(log.steps, best, origin, coordinates, criterion)]
    return Path(tuple(log.steps), tuple(ends), end.reason, criterion.exact)


@dataclass
class _Log:
    """The objective of the outer solver; remembers every evaluation."""

    maps: Sequence[InnerMap]
    criterion: Criterion
    coordinates: Coordinates
    names: Sequence[str]
    map_folds: MapFolds
    steps: list[Step] = field(default_factory=list)
    _seen: list[tuple[FloatArray, Evaluation]] = field(default_factory=list)

    def at(self, z: FloatArray, tol: float) -> tuple[float, FloatArray]:
        began = time.perf_counter()
        params = self.coordinates.decode(z)
        values = list(params.values())
        here = evaluate(
            self.maps,
            self.criterion,
            dict(zip(self.names, values, strict=True)),
            self.names,
            starts=self._nearest(z),
            tol=tol,
            map_folds=self.map_folds,
        )
        self._seen.append((z, here))
        slopes = np.array([here.gradient[name] for name in self.names])
        ascent = dict(zip(params, (-slopes).tolist(), strict=True))
        seconds = time.perf_counter() - began
        self.steps.append(Step(params, -here.value, ascent, tol, seconds))
        return here.value, slopes * self.coordinates.slopes(params)

    def _nearest(self, z: FloatArray) -> Sequence[FloatArray] | None:
        if not self._seen:
            return None
        widths = self.coordinates.high - self.coordinates.low
        widths = np.where(widths > 0, widths, 1.0)
        _, nearest = min(
            self._seen, key=lambda seen: float(np.abs((seen[0] - z) / widths).sum())
        )
        return nearest.solutions


def _worth_a_fit(
    steps: Sequence[Step],
    best: Mapping[str, float],
    origin: FloatArray | None,
    coordinates: Coordinates,
    criterion: Criterion,
) -> Iterator[dict[str, float]]:
    """What else but the best may turn out to be it, once fitted."""
    if origin is None:
        return
    start = coordinates.decode(origin)
    score = {tuple(step.params.values()): step.score for step in steps}
    top, at_start = score[tuple(best.values())], score[tuple(start.values())]
    # A stand-in is no judge of scores as near to each other as this.
    within = ENOUGH if criterion.exact else 1e-2
    if start != best and at_start >= top - within * abs(top):
        yield start


@contextmanager
def folds_mapped(n_jobs: int) -> Iterator[Callable[..., Any]]:
    """Give a ``map`` that runs in so many threads."""
    if n_jobs <= 1:
        yield map
        return
    with ThreadPoolExecutor(n_jobs) as threads:
        yield threads.map
