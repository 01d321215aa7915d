"""What a user knows beforehand: points to begin with, and results of other searches."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sk_hpo.space import Space
from sk_hpo.space.plain import plain
from sk_hpo.space.same import same

Params = dict[str, Any]
Prior = list[tuple[Params, float]]
# The settings of the estimator when these parameters are set, as far as they choose
# estimators in it: those bring settings of their own.
SettingsWith = Callable[[Mapping[str, Any]], Mapping[str, Any]]

# If there are more alternatives, only the estimator's own settings are begun with.
MOST_OWN = 5
# What an estimator's own score is.
OWN_SCORES = ("accuracy", "r2", None)
UNKNOWN = object()


def settings_of(
    estimator: Any, params: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The estimator's current settings, and the estimator itself under "".

    With the estimators among some parameters in their places: the user's own objects,
    some of which may equal themselves only.
    """
    settings = {"": estimator, **estimator.get_params(deep=True)}
    parts = {n: v for n, v in (params or {}).items() if _is_estimator(v)}
    for name in sorted(parts, key=_depth):
        inner = parts[name].get_params(deep=True)
        kept = {n: v for n, v in settings.items() if not n.startswith(f"{name}__")}
        settings = {**kept, name: parts[name]}
        settings |= {f"{name}__{n}": value for n, value in inner.items()}
    return settings


def _depth(name: str) -> int:
    return str(name).count("__")


def _is_estimator(value: Any) -> bool:
    return hasattr(value, "get_params") and not isinstance(value, type)


def initial_candidates(
    space: Space, points: Iterable[Any] | None, settings_with: SettingsWith
) -> list[Params]:
    """Complete the points to begin with, and put them into the space.

    Parameters
    ----------
    space : Space
    points : list of dict, or None
        As the user gave them. None: the estimator's own settings.
    settings_with : callable
        For what a point leaves out.

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
        current = settings_with(point)
        point = {
            name: _whole(value, current.get(name)) for name, value in point.items()
        }
        try:
            candidate = _completed(space, point, settings_with)
        except ValueError as error:
            raise ValueError(f"initial_points: {error}") from error
        _tell_of_changes(point, candidate)
        candidates.append(candidate)
    return candidates


def own_candidates(
    space: Space, settings_with: SettingsWith, most: int = MOST_OWN
) -> list[Params]:
    """The estimator's own settings, and those in each of the other alternatives.

    The estimator's own come first; they are alone if there are more alternatives than
    `most`.
    """
    first = _completed(space, {}, settings_with)
    candidates = [first]
    if len(space.alternatives) <= most:
        for i in range(len(space.alternatives)):
            alternative = space.alternative(i)
            if not alternative.contains(first):
                candidates.append(_completed(alternative, {}, settings_with))
    return candidates


def is_known(params: Params, prior: Prior) -> bool:
    """Whether a candidate is among results from elsewhere."""
    return any(
        params.keys() == known.keys()
        and all(_alike(params[n], known[n]) for n in known)
        for known, _ in prior
    )


def _alike(a: Any, b: Any) -> bool:
    """Whether two values mean the same: 1 may be one feature, and 1.0 all of them."""
    a, b = plain(a), plain(b)
    return same(a, b) and isinstance(a, float) == isinstance(b, float)


def _completed(
    space: Space, point: Mapping[str, Any], settings_with: SettingsWith
) -> Params:
    """The candidate nearest to a point; the rest as in the estimators it chooses."""
    candidate = space.nearest(point, settings_with(point))
    home = next(
        alternative
        for alternative in map(space.alternative, range(len(space.alternatives)))
        if alternative.contains(candidate)
    )
    fixed = {name: value for name, value in point.items() if name in candidate}
    # from the outside in: an estimator says which ones are in it
    for name in sorted(candidate, key=_depth):
        if _is_estimator(candidate[name]):
            fixed[name] = candidate[name]
            candidate = home.nearest(fixed, settings_with(fixed))
    return candidate


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


def prior_of(
    space: Space,
    results: Any,
    metric: str,
    scoring: Any,
    settings_with: SettingsWith,
) -> Prior:
    """Read the results of another search: candidates of the space and their scores.

    Parameters
    ----------
    space : Space
    results : search, mapping or None
        A fitted search, its ``cv_results_``, or nothing.
    metric : str
        The name of what guides the search, whose column is read if there is one.
    scoring : str, callable or None
        What guides it.
    settings_with : callable
        For parameters that they have and the space has not, and the other way round.

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
    inside: Prior = []
    outside = []
    for params, score in _rows(table, _column(results, table, metric, scoring)):
        candidate = _in_space(space, params, settings_with)
        if candidate is None:
            outside.append(params)
        else:
            inside.append((candidate, score))
    if outside:
        warnings.warn(
            f"{len(outside)} of the {len(outside) + len(inside)} prior_results lie "
            f"outside the search space and are left out, {outside[0]!r} for one; the "
            f"parameters of the space are {list(space.names)}",
            UserWarning,
            stacklevel=2,
        )
    return inside


def _rows(table: Mapping[str, Any], column: str) -> Iterator[tuple[Params, float]]:
    try:
        rows = list(table["params"])
        scores = [float(score) for score in table[column]]
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"prior_results must have dicts in 'params' and numbers in {column!r}: "
            f"{error}"
        ) from error
    if len(rows) != len(scores):
        raise ValueError(
            f"prior_results has {len(rows)} 'params' and {len(scores)} {column!r}: "
            "one of each is needed for each candidate"
        )
    for row, score in zip(rows, scores, strict=True):
        if not isinstance(row, Mapping):
            raise ValueError(f"prior_results must have dicts in 'params', got {row!r}")
        yield dict(row), score


def _column(results: Any, table: Mapping[str, Any], metric: str, scoring: Any) -> str:
    """The name of the column of scores that are of the same kind as the search's."""
    columns = [name for name in table if str(name).startswith("mean_test_")]
    wanted, single = f"mean_test_{metric}", "mean_test_score"
    if not columns:
        raise ValueError(
            f"prior_results must have a column {wanted!r}, got {list(table)}"
        )
    if wanted in columns and wanted != single:
        return wanted
    found = single if single in columns else columns[0]
    theirs = _scoring_of(results, found)
    if _differ(theirs, scoring):
        warnings.warn(
            f"prior_results has scores by {theirs}, and the search goes by "
            f"{scoring}: the model takes one for the other. Give results by the same "
            "scoring, or none",
            UserWarning,
            stacklevel=2,
        )
    return found


def _scoring_of(results: Any, column: str) -> Any:
    """What the scores in a column are, as far as it is known."""
    scoring = getattr(results, "scoring", UNKNOWN)
    name = column.removeprefix("mean_test_")
    if isinstance(scoring, Mapping):
        return scoring.get(name, UNKNOWN)
    return scoring if name == "score" else name


def _differ(a: Any, b: Any) -> bool:
    """Whether two scorings are known to be of different kinds."""
    known = all(scoring is None or isinstance(scoring, str) for scoring in (a, b))
    return known and a != b and not (a in OWN_SCORES and b in OWN_SCORES)


def _in_space(
    space: Space, params: Mapping[str, Any], settings_with: SettingsWith
) -> Params | None:
    """The candidate of the space that is the same estimator, if there is one.

    What the space does not search is then as in the estimator, and what was not
    searched before is taken from it.
    """
    if space.contains(params):
        return dict(params)
    for alternative in space.alternatives:
        here = {n: v for n, v in params.items() if n in alternative}
        settings = settings_with(here)
        more = params.keys() - alternative.keys()
        if not all(n in settings and _alike(settings[n], params[n]) for n in more):
            continue
        known = {**{n: settings[n] for n in alternative if n in settings}, **here}
        if space.contains(known):
            return known
    return None
