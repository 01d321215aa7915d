"""What a user knows beforehand: points to begin with, and results of other searches."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from sk_hpo.space import Space
from sk_hpo.space.same import same

Params = dict[str, Any]
Prior = list[tuple[Params, float]]


def initial_candidates(
    space: Space, points: Iterable[Any] | None, current: Mapping[str, Any]
) -> list[Params]:
    """Complete the points to begin with, and put them into the space.

    Parameters
    ----------
    space : Space
    points : list of dict, or None
        As the user gave them. None: `current` alone.
    current : mapping of str to object
        The estimator's settings, for what a point leaves out.

    Raises
    ------
    TypeError, ValueError
        For what is no dict of parameters of the space.
    """
    candidates = []
    for point in [{}] if points is None else points:
        if not isinstance(point, Mapping):
            raise TypeError(
                f"initial_points must be a list of dicts of parameters, got {point!r} "
                "in it"
            )
        # some entries of a dict may be given, as some parameters may
        point = {
            name: _whole(value, current.get(name)) for name, value in point.items()
        }
        try:
            candidate = space.nearest(point, current)
        except ValueError as error:
            raise ValueError(f"initial_points: {error}") from error
        _tell_of_changes(point, candidate)
        candidates.append(candidate)
    return candidates


def _whole(value: Any, current: Any) -> Any:
    both = isinstance(value, Mapping) and isinstance(current, Mapping)
    return {**current, **value} if both else value


def _tell_of_changes(point: Mapping[str, Any], candidate: Params) -> None:
    for name, value in point.items():
        if name not in candidate:
            what = f"{name} does not exist beside its other parameters: left out"
        elif not same(candidate[name], value):
            what = f"{name}={value!r} is not in the space: {candidate[name]!r} is used"
        else:
            continue
        warnings.warn(
            f"initial_points: of {dict(point)!r}, {what}", UserWarning, stacklevel=2
        )


def prior_of(space: Space, results: Any, metric: str) -> Prior:
    """Read the results of another search: candidates of the space and their scores.

    Parameters
    ----------
    space : Space
    results : search, mapping or None
        A fitted search, its ``cv_results_``, or nothing.
    metric : str
        Whose column is read, if there is one; otherwise the first metric's.

    Raises
    ------
    ValueError
        For anything else.
    """
    if results is None:
        return []
    table = getattr(results, "cv_results_", results)
    if hasattr(table, "fit"):
        raise ValueError(
            f"prior_results: this {type(table).__name__} is not fitted; give a fitted "
            "search, or its cv_results_"
        )
    if not isinstance(table, Mapping) or "params" not in table:
        raise ValueError(
            "prior_results must be a fitted search or a cv_results_ dict, with "
            f"'params' and 'mean_test_score', got {type(results).__name__}"
        )
    columns = [name for name in table if name.startswith("mean_test_")]
    if not columns:
        raise ValueError("prior_results has no column of mean test scores")
    wanted = f"mean_test_{metric}"
    scores = table[wanted if wanted in columns else columns[0]]
    inside: Prior = []
    outside = []
    for params, score in zip(table["params"], scores, strict=True):
        if space.contains(params):
            inside.append((dict(params), float(score)))
        else:
            outside.append(params)
    if outside:
        warnings.warn(
            f"{len(outside)} of the {len(outside) + len(inside)} prior_results lie "
            f"outside the search space and are left out, {outside[0]!r} for one; the "
            f"parameters of the space are {list(space.names)}",
            UserWarning,
            stacklevel=2,
        )
    return inside
