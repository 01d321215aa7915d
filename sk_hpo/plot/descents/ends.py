"""What the paths of descents predicted for their ends, and what real fits gave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np
from sklearn.exceptions import NotFittedError

from sk_hpo.descent_path import OF_REAL_FITS, Path
from sk_hpo.gradients.entry_names import flat
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray
from sk_hpo.search.load_results import load_results
from sk_hpo.space.plain_values import is_number

EXACT, JUDGED = "exact score", "score, along a smooth loss"
SMOOTH, REAL = "smooth loss", "real fits, no gradient"

WITH_DESCENTS = (
    "a fitted GradSearchCV, or an AutoSearchCV that descended (its decisions say so; "
    "strategy='descend' or 'hybrid' asks for it), or the checkpoint of one"
)


@dataclass(frozen=True)
class FittedEnd:
    """The end of a path that a real fit has evaluated.

    Parameters
    ----------
    path : int
        The number of the path.
    step : int
        The number of the step that is nearest to the end.
    params : dict of str to object
        Those of the candidate, an entry of a dict by its own name.
    predicted, real : float
        The score of the step, and the mean test score of the fits.
    """

    path: int
    step: int
    params: Mapping[str, Any]
    predicted: float
    real: float


def paths_of(search: Any) -> list[Path]:
    """Return the paths of a search's descents that have steps.

    Raises
    ------
    TypeError
        If no search of its class has descents.
    ValueError
        If this one has none.
    """
    if isinstance(search, (str, PathLike)):
        (search,) = load_results(search)  # `results_of` has read it: there is one
    try:
        paths = getattr(search, "descents", None)
    except NotFittedError:
        paths = None
    if paths is None:
        raise TypeError(
            f"DescentDisplay draws {WITH_DESCENTS}, got an object of type "
            f"{type(search).__name__}, which has no descents. Tables have none either"
        )
    with_steps = [path for path in paths if path.steps]
    if not with_steps:
        raise ValueError(
            f"the search of type {type(search).__name__} has no descents: its strategy "
            f"was another one. DescentDisplay draws {WITH_DESCENTS}"
        )
    return with_steps


def kind_of(path: Path) -> str:
    """Return what the scores of a path's steps are."""
    if path.reason == OF_REAL_FITS:
        return REAL
    if path.exact:
        return EXACT
    return JUDGED if path.judged else SMOOTH


def varied(paths: Sequence[Path]) -> list[str]:
    """Return the names of the parameters whose numbers vary along some path."""
    values: dict[str, list[Any]] = {}
    for path in paths:
        for step in path.steps:
            for name, value in flat(step.params).items():
                values.setdefault(name, []).append(value)
    return [
        name
        for name, some in values.items()
        if all(map(is_number, some)) and min(some) < max(some)
    ]


def fitted_ends(paths: Sequence[Path], found: Results) -> list[FittedEnd]:
    """Return the ends of paths that real fits have evaluated.

    Paths of real fits, and of a smooth loss alone, predict no score.
    """
    means = found.means[found.metric]
    rows = np.flatnonzero(found.state == COMPLETE)
    candidates = [(flat(found.params[row]), float(means[row])) for row in rows]
    ends = []
    for number, path in enumerate(paths):
        if kind_of(path) not in (EXACT, JUDGED):
            continue
        for end in path.ends:
            whole = flat({**end, **path.fixed})
            for params, real in candidates:
                if _equal(params, whole):
                    step = _nearest(path, end)
                    predicted = path.steps[step].score
                    ends.append(FittedEnd(number, step, params, predicted, real))
                    break
    return ends


def _equal(some: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if some.keys() != other.keys():
        return False
    return all(_is_same(one, other[name]) for name, one in some.items())


def _is_same(one: Any, other: Any) -> bool:
    """Return whether values are equal; those that can't be compared are not."""
    try:
        return one is other or bool(one == other)
    except (TypeError, ValueError):
        return False


def _nearest(path: Path, end: Mapping[str, float]) -> int:
    """Return the step nearest to an end, the better one if several are as near."""
    at = flat(end)
    distances = [
        sum(_gap(path, name, step.params[name], value) for name, value in at.items())
        for step in path.steps
    ]
    order = [
        (round(distance, 6), -step.score)
        for distance, step in zip(distances, path.steps, strict=True)
    ]
    return min(range(len(order)), key=order.__getitem__)


def _gap(path: Path, name: str, one: float, other: float) -> float:
    """Return the distance of two values as a share of their range."""
    low, high, log = path.ranges.get(name, (0.0, 1.0, False))
    if log and min(low, one, other) > 0:
        return abs(math.log(one / other)) / math.log(high / low)
    return abs(one - other) / (high - low)


def scores_of_steps(path: Path) -> FloatArray:
    """Return the scores of a path's steps, NaN where they are not finite."""
    scores = np.array([step.score for step in path.steps])
    return np.where(np.isfinite(scores), scores, np.nan)
