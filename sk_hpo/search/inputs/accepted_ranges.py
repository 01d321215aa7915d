"""Reject ranges that the estimator does not accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo._compat.sklearn_constraints import accepted_instead
from sk_hpo.space import Integer, Real, Space


def reject_ranges_outside(space: Space, params: Mapping[str, Any]) -> None:
    """Raise an error if the estimator rejects an end of a range.

    Otherwise many candidates might fail.

    Parameters
    ----------
    space : Space
    params : mapping of str to object
        The settings of the estimator and of its parts, and the estimator under "".

    Raises
    ------
    ValueError
    """
    for alternative in space.alternatives:
        for name, dimension in alternative.items():
            path, _, last = name.rpartition("__")
            searched = any(f"{path}__".startswith(f"{one}__") for one in alternative)
            # if the owner of the parameter is searched too, it may be another estimator
            if isinstance(dimension, Real | Integer) and not searched:
                _reject_outside(name, dimension, params.get(path), last)


def _reject_outside(
    name: str, dimension: Real | Integer, owner: Any, own_name: str
) -> None:
    for end in (dimension.low, dimension.high):
        # the ends of an integer range are candidates, those of reals need not be
        real = isinstance(dimension, Real)
        accepted = accepted_instead(owner, own_name, end, next_to_it=real)
        if accepted:
            raise ValueError(
                f"search_spaces: the range of parameter {name!r} of "
                f"{type(owner).__name__} is from {dimension.low:g} to "
                f"{dimension.high:g}, but {end:g} is not a valid value: it must be "
                f"{' or '.join(accepted)}"
            )
