"""Initial points, and the results of other searches."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sk_hpo.space import Space
from sk_hpo.space.equal_choices import same
from sk_hpo.space.plain_values import plain

Params = dict[str, Any]
# Candidates and their scores in another search.
PriorTrials = list[tuple[Params, float]]
# Returns the settings of the estimator once those of the given parameters that are
# estimators are set, each with settings of its own.
SettingsWith = Callable[[Mapping[str, Any]], Mapping[str, Any]]

# With more alternatives, the search begins with the estimator's own settings only.
MOST_OWN = 5
# The metrics of an estimator's own ``score``.
OWN_SCORES = ("accuracy", "r2", None)
UNKNOWN = object()


def settings_of(
    estimator: Any, params: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the estimator's current settings, and the estimator itself under "".

    Estimators among `params` take the places of the current ones. They are not cloned,
    since some objects are equal to themselves only.
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
    """Complete the initial points, and move them into the space.

    Parameters
    ----------
    space : Space
    points : list of dict, or None
        The argument of the user. None: the estimator's own settings.
    settings_with : callable
        Returns the values of parameters that a point leaves out.

    Raises
    ------
    TypeError, ValueError
        If a point is not a dict of parameters of the space.
    """
    candidates = []
    for point in [{}] if points is None else points:
        if not isinstance(point, Mapping):
            raise TypeError(
                "initial_points must be a list of dicts of parameters, got "
                f"{point!r} in the list"
            )
        # a point may leave out entries of a dict, as it may leave out parameters
        current = settings_with(point)
        point = {
            name: _with_current_entries(value, current.get(name))
            for name, value in point.items()
        }
        try:
            candidate = _completed(space, point, settings_with)
        except ValueError as error:
            raise ValueError(f"initial_points: {error}") from error
        _warn_of_changes(point, candidate)
        candidates.append(candidate)
    return candidates


def own_candidates(
    space: Space, settings_with: SettingsWith, most: int = MOST_OWN
) -> list[Params]:
    """Return the candidates nearest to the estimator's own settings.

    The first is the nearest in the whole space. If there are at most `most`
    alternatives, the nearest in each of the others follow.
    """
    first = _completed(space, {}, settings_with)
    candidates = [first]
    if len(space.alternatives) <= most:
        for i in range(len(space.alternatives)):
            alternative = space.alternative(i)
            if not alternative.contains(first):
                candidates.append(_completed(alternative, {}, settings_with))
    return candidates


def is_known(params: Params, prior: PriorTrials) -> bool:
    """Return whether another search has evaluated a candidate."""
    return any(
        params.keys() == known.keys()
        and all(_alike(params[n], known[n]) for n in known)
        for known, _ in prior
    )


def _alike(a: Any, b: Any) -> bool:
    """Return whether two values mean the same: 1 may be one feature, and 1.0 all."""
    a, b = plain(a), plain(b)
    return same(a, b) and isinstance(a, float) == isinstance(b, float)


def _completed(
    space: Space, point: Mapping[str, Any], settings_with: SettingsWith
) -> Params:
    """Return the candidate nearest to a point.

    Parameters that the point leaves out are as in the estimators that it chooses.
    """
    candidate = space.nearest(point, settings_with(point))
    home = next(
        alternative
        for alternative in map(space.alternative, range(len(space.alternatives)))
        if alternative.contains(candidate)
    )
    fixed = {name: value for name, value in point.items() if name in candidate}
    # from the outside in, since an estimator determines which ones are inside it
    for name in sorted(candidate, key=_depth):
        if _is_estimator(candidate[name]):
            fixed[name] = candidate[name]
            candidate = home.nearest(fixed, settings_with(fixed))
    return candidate


def _with_current_entries(value: Any, current: Any) -> Any:
    both = isinstance(value, Mapping) and isinstance(current, Mapping)
    return {**current, **value} if both else value


def _warn_of_changes(point: Mapping[str, Any], candidate: Params) -> None:
    for name, value in point.items():
        if name not in candidate:
            what = (
                f"parameter {name!r} does not exist together with the other "
                "parameters, so it is left out"
            )
        elif not same(candidate[name], value):
            what = (
                f"{name}={value!r} is not in the space, so {candidate[name]!r} is used"
            )
        else:
            continue
        warnings.warn(
            f"initial_points: in {dict(point)!r}, {what}", UserWarning, stacklevel=2
        )


def prior_of(
    space: Space,
    results: Any,
    metric: str,
    scoring: Any,
    settings_with: SettingsWith,
) -> PriorTrials:
    """Read the results of another search: candidates of the space and their scores.

    Parameters
    ----------
    space : Space
    results : search, mapping or None
        A fitted search or its ``cv_results_``.
    metric : str
        The name of the metric that guides the search. Its column is read if there is
        one.
    scoring : str, callable or None
        The scoring that guides the search.
    settings_with : callable
        Returns the values of parameters that only one of the two searches has.

    Raises
    ------
    ValueError
        If `results` is anything else.
    """
    if results is None:
        return []
    table = getattr(results, "cv_results_", results)
    if hasattr(table, "fit"):
        raise ValueError(
            "prior_results must be a fitted search or its cv_results_, got a "
            f"{type(table).__name__} that is not fitted"
        )
    if not isinstance(table, Mapping) or "params" not in table:
        raise ValueError(
            "prior_results must be a fitted search or its cv_results_, a dict with the "
            f"keys 'params' and 'mean_test_score', got {type(results).__name__}"
        )
    inside: PriorTrials = []
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
            f"outside the search space and are left out, for example {outside[0]!r}. "
            f"The parameters of the space are {list(space.names)}",
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
            f"prior_results must have dicts in 'params' and numbers in {column!r}, but "
            f"they could not be read: {error}"
        ) from error
    if len(rows) != len(scores):
        raise ValueError(
            f"prior_results must have 'params' and {column!r} of the same length, got "
            f"{len(rows)} and {len(scores)}"
        )
    for row, score in zip(rows, scores, strict=True):
        if not isinstance(row, Mapping):
            raise ValueError(f"prior_results must have dicts in 'params', got {row!r}")
        yield dict(row), score


def _column(results: Any, table: Mapping[str, Any], metric: str, scoring: Any) -> str:
    """Return the name of the column whose scores are by the search's own metric."""
    columns = [name for name in table if str(name).startswith("mean_test_")]
    wanted, single = f"mean_test_{metric}", "mean_test_score"
    if not columns:
        raise ValueError(
            f"prior_results must have the key {wanted!r}, got {list(table)}"
        )
    if wanted in columns and wanted != single:
        return wanted
    found = single if single in columns else columns[0]
    theirs = _scoring_of(results, found)
    if _differ(theirs, scoring):
        warnings.warn(
            f"prior_results has scores by scoring={theirs!r}, but this search has "
            f"scoring={scoring!r}. The model treats both as the same score: pass "
            "results with the same scoring, or none",
            UserWarning,
            stacklevel=2,
        )
    return found


def _scoring_of(results: Any, column: str) -> Any:
    """Return the scoring of a column, or UNKNOWN."""
    scoring = getattr(results, "scoring", UNKNOWN)
    name = column.removeprefix("mean_test_")
    if isinstance(scoring, Mapping):
        return scoring.get(name, UNKNOWN)
    return scoring if name == "score" else name


def _differ(a: Any, b: Any) -> bool:
    """Return whether two scorings are known to be different metrics."""
    known = all(scoring is None or isinstance(scoring, str) for scoring in (a, b))
    return known and a != b and not (a in OWN_SCORES and b in OWN_SCORES)


def _in_space(
    space: Space, params: Mapping[str, Any], settings_with: SettingsWith
) -> Params | None:
    """Return the candidate of the space that is the same estimator, if there is one.

    Parameters that only one of the two searches varies must have, or get, the
    estimator's own values.
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
