"""Ranges that go beyond what an estimator accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo._compat.sklearn_constraints import accepted_instead
from sk_hpo.space import Integer, Real, Space


def refuse_ranges_outside(space: Space, params: Mapping[str, Any]) -> None:
    """Refuse a range of which an end lies outside of what the estimator declares.

    Fits there would fail one by one, and take the search's candidates with them.

    Parameters
    ----------
    space : Space
    params : mapping of str to object
        The estimator's settings, of its parts too, and itself under "".

    Raises
    ------
    ValueError
    """
    for alternative in space.alternatives:
        for name, dimension in alternative.items():
            path, _, last = name.rpartition("__")
            searched = any(f"{path}__".startswith(f"{one}__") for one in alternative)
            # where what the parameter is of is searched itself, it may be another
            if isinstance(dimension, Real | Integer) and not searched:
                _refuse_outside(name, dimension, params.get(path), last)


def _refuse_outside(
    name: str, dimension: Real | Integer, owner: Any, own_name: str
) -> None:
    for end in (dimension.low, dimension.high):
        # the ends of integers are candidates; of reals they need not be
        real = isinstance(dimension, Real)
        accepted = accepted_instead(owner, own_name, end, next_to_it=real)
        if accepted:
            raise ValueError(
                f"search_spaces: parameter {name!r} of {type(owner).__name__} has the "
                f"range from {dimension.low:g} to {dimension.high:g}, but {end:g} is "
                f"refused by it: it may be {' or '.join(accepted)}"
            )
