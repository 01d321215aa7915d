"""The levels that a user asks for, on the problem of a search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from numbers import Integral
from typing import Any

from sk_hpo.levels.halving import Halving
from sk_hpo.levels.ladder import ROWS, Ladder, make_ladder
from sk_hpo.problem import Problem
from sk_hpo.search.inputs.settings import is_estimator

# What only AutoSearchCV understands.
AUTO = "auto"


def ladder_of(
    resource: str | Halving, problem: Problem, searched: Collection[str]
) -> Ladder:
    """Return the levels of a search.

    Parameters
    ----------
    resource : str or Halving
    problem : Problem
        With the splits of the whole data.
    searched : collection of str
        The parameters that are searched.

    Raises
    ------
    ValueError
        If the resource can't be used; scikit-learn's words where it has them.
    """
    said = Halving(resource) if isinstance(resource, str) else resource
    if said.resource != ROWS:
        return make_ladder(said, _most_of_a_parameter(said, problem, searched))
    most = problem.n_training_rows
    if said.max_resources != "auto" and said.max_resources > most:
        raise ValueError(
            f"max_resources={said.max_resources} of {ROWS!r} is more than the {most} "
            "training rows of a split"
        )
    return make_ladder(said, most)


def parameter_of(resource: str | Halving | None) -> str | None:
    """Return the parameter that is the resource; None if rows are, or none is."""
    name = resource.resource if isinstance(resource, Halving) else resource
    return None if name in (ROWS, AUTO) else name


def whole_resource(resource: str | Halving | None) -> dict[str, int]:
    """Return the parameter with its value at the last level, if that is given."""
    name = parameter_of(resource)
    if name is None or not isinstance(resource, Halving):
        return {}
    most = resource.max_resources
    return {} if most == "auto" else {name: int(most)}


def check_choices(resource: str, choices: Iterable[Mapping[str, Any]]) -> None:
    """Raise an error if the resource is no parameter of an estimator to choose.

    Parameters
    ----------
    resource : str
    choices : iterable of dict
        Each has one parameter, and a value that it may have.
    """
    for choice in choices:
        for name, value in choice.items():
            own = resource.removeprefix(f"{name}__")
            known = value.get_params() if is_estimator(value) else {}
            if own != resource and own not in known:
                raise ValueError(
                    f"Cannot use resource={resource} which is not supported by "
                    f"{value!r}, one of the choices of {name!r}: levels need a "
                    "parameter of all of them"
                )


def _most_of_a_parameter(
    said: Halving, problem: Problem, searched: Collection[str]
) -> int:
    name, params = said.resource, problem.estimator.get_params()
    if name == AUTO:
        raise ValueError(
            "resource='auto' is for AutoSearchCV; here it is None, 'n_samples', the "
            "name of a parameter, or sk_hpo.Halving"
        )
    if name not in params:
        # Imported here because grids need no spaces.
        from sk_hpo.space.names import hint_of

        raise ValueError(
            f"Cannot use resource={name} which is not supported by estimator "
            f"{type(problem.estimator).__name__}; {hint_of(name, [ROWS, *params])}"
        )
    if name in searched:
        raise ValueError(
            f"Cannot use parameter {name} as the resource since it is part of the "
            "searched parameters."
        )
    value = params[name]
    if isinstance(value, bool) or not isinstance(value, Integral):
        if said.max_resources == "auto" or value is not None:
            raise ValueError(
                f"resource={name!r} must be an integer parameter, and the estimator "
                f"has {value!r}. If it takes integers, set max_resources of "
                "sk_hpo.Halving"
            )
        return 0
    if said.max_resources == "auto" and value < 1:
        raise ValueError(
            f"resource={name!r} must be a positive integer, and the estimator has "
            f"{value!r}. If it takes positive ones, set max_resources of sk_hpo.Halving"
        )
    return int(value)
