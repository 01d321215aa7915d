"""The levels that a user asks for, on the problem of a search."""

from __future__ import annotations

from collections.abc import Collection
from numbers import Integral

from sk_hpo.levels.halving import Halving
from sk_hpo.levels.ladder import ROWS, Ladder, make_ladder
from sk_hpo.problem import Problem


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


def _most_of_a_parameter(
    said: Halving, problem: Problem, searched: Collection[str]
) -> int:
    name, params = said.resource, problem.estimator.get_params()
    if name not in params:
        raise ValueError(
            f"Cannot use resource={name} which is not supported by estimator "
            f"{type(problem.estimator).__name__}"
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
    return int(value)
