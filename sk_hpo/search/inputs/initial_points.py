"""The candidates with which a search begins: `initial_points`, or current settings."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from sk_hpo.constraint import as_text
from sk_hpo.search.inputs.choices import each_choice
from sk_hpo.search.inputs.settings import Params, SettingsWith, depth, is_estimator
from sk_hpo.space import Space
from sk_hpo.space.equal_choices import same
from sk_hpo.space.named_errors import named_errors

# With more estimators to choose from, their own settings would take the whole search.
MOST_ESTIMATORS = 10


def initial_candidates(
    space: Space, points: Iterable[Any], settings_with: SettingsWith
) -> list[Params]:
    """Complete the initial points, and move them into the space.

    Parameters
    ----------
    space : Space
    points : list of dict
        The argument of the user.
    settings_with : callable
        Returns the values of parameters that a point leaves out.

    Raises
    ------
    TypeError, ValueError
        If a point is not a dict of parameters of the space, or is refused by its
        constraint.
    """
    candidates = []
    names = {name for alternative in space.alternatives for name in alternative}
    for point in points:
        if not isinstance(point, Mapping):
            raise TypeError(
                "initial_points must be a list of dicts of parameters, got "
                f"{point!r} in the list"
            )
        # A point may leave out entries of a dict, as it may leave out parameters. It
        # may have others, as `best_params_` of a search with levels has the resource.
        current = settings_with(point)
        point = {
            name: _with_current_entries(value, current.get(name))
            for name, value in point.items()
            if name in names or not _is_setting(name, value, current)
        }
        with named_errors("initial_points"):
            candidate = _completed(space, point, settings_with)
        _warn_of_changes(point, candidate)
        if not space.allows(candidate):
            raise ValueError(
                f"initial_points: the constraint refuses {as_text(candidate)}"
                f"{_completing(point, candidate)}"
            )
        candidates.append(candidate)
    return candidates


def own_candidates(
    space: Space, settings_with: SettingsWith, most: int
) -> list[Params]:
    """Return candidates that are near to the estimators' own settings.

    The first is the nearest in the whole space. If `most` is more than 1, more follow:
    for each other estimator that is a choice, the nearest to its own settings, so that
    none is judged by unlucky ones; and if there are at most `most` alternatives, the
    nearest in each of those that have none yet. Those that the constraint of the space
    refuses are left out.

    Parameters
    ----------
    space : Space
    settings_with : callable
        Returns the current settings under some parameters.
    most : int
        With more alternatives, they have no candidates of their own. 1: one candidate.
    """
    candidates = [_completed(space, {}, settings_with)]
    chosen = _chosen_estimators(space)
    if most > 1 and len(chosen) <= MOST_ESTIMATORS:
        for name, estimator in chosen:
            if not any(same(one.get(name), estimator) for one in candidates):
                point = {name: estimator}
                candidates.append(_completed(space, point, settings_with))
    if len(space.alternatives) <= most:
        candidates += [
            _completed(part, {}, settings_with)
            for part in space.parts
            if not any(part.contains(one) for one in candidates)
        ]
    return [one for one in candidates if space.allows(one)]


def _completing(point: Mapping[str, Any], candidate: Params) -> str:
    """Say for an error which parameters of a candidate the point leaves out."""
    filled = sorted(candidate.keys() - point.keys())
    if not filled:
        return ""
    return f", in which {filled} are filled in from the estimator's settings"


def _chosen_estimators(space: Space) -> list[tuple[str, Any]]:
    """Return each estimator that is a choice, once, with the parameter's name."""
    found: list[tuple[str, Any]] = []
    for choice in each_choice(space):
        ((name, value),) = choice.items()
        known = any(name == other and same(value, one) for other, one in found)
        if is_estimator(value) and not known:
            found.append((name, value))
    return found


def _completed(
    space: Space, point: Mapping[str, Any], settings_with: SettingsWith
) -> Params:
    """Return the candidate nearest to a point.

    Parameters that the point leaves out are as in the estimators that it chooses.
    """
    candidate = space.nearest(point, settings_with(point))
    home = next(part for part in space.parts if part.contains(candidate))
    fixed = {name: value for name, value in point.items() if name in candidate}
    # from the outside in, since an estimator determines which ones are inside it
    for name in sorted(candidate, key=depth):
        if is_estimator(candidate[name]):
            fixed[name] = candidate[name]
            candidate = home.nearest(fixed, settings_with(fixed))
    return candidate


def _is_setting(name: str, value: Any, current: Mapping[str, Any]) -> bool:
    return name in current and same(current[name], value)


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
        warnings.warn(f"initial_points: in {dict(point)!r}, {what}", stacklevel=2)
