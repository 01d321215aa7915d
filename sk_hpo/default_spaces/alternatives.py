"""The alternatives of an estimator: its family's, combined with those of its parts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_settings import family_of, own_settings
from sk_hpo.default_spaces.own_values import with_own_values
from sk_hpo.default_spaces.ranges import covering

Alternative = dict[str, Any]


def alternatives_of(estimator: Any, data: Data, path: str = "") -> list[Alternative]:
    """Return the alternatives of an estimator and of those inside it.

    Parameters
    ----------
    estimator : object
        None and strings have one alternative without parameters.
    data : Data
        What the estimator is fitted on.
    path : str
        Where it is, for messages.

    Raises
    ------
    ValueError
        If there is no family for it.
    """
    if estimator is None or isinstance(estimator, str):
        return [{}]
    family = family_of(estimator)
    if family is None:
        raise ValueError(_unknown(estimator, path))
    own = family.space(estimator, data)
    listed = [own] if isinstance(own, Mapping) else own
    settings = own_settings(estimator)
    found = [with_own_values(settings, one) for one in listed]
    found = [{n: v for n, v in one.items() if n in settings} for one in found]
    for part in getattr(family, "parts", _no_parts)(estimator, data):
        inside = alternatives_of(part.estimator, part.data, f"{path}{part.name}__")
        found = [
            one | {f"{part.name}__{name}": value for name, value in other.items()}
            for one, other in itertools.product(found, inside)
        ]
    return found


def merged(
    alternatives: Sequence[Alternative], names: Sequence[str]
) -> list[Alternative]:
    """Merge alternatives that differ in the choice of some parameters only.

    Ranges that mostly overlap, as those on differently scaled columns do, are merged to
    one that covers them.

    Parameters
    ----------
    alternatives : sequence of dict
    names : sequence of str
        Parameters with a list of one choice in each alternative.
    """
    for name in names:
        found: list[Alternative] = []
        for one in alternatives:
            same = (other for other in found if _is_alike(one, other, name, names))
            known = next(same, None)
            if known is None:
                found.append(one | {name: list(one[name])})
                continue
            chosen = known[name]
            chosen += [v for v in one[name] if not any(v is k for k in chosen)]
            known |= {n: covering(known[n], v) for n, v in one.items() if n != name}
        alternatives = found
    return list(alternatives)


def _is_alike(
    one: Alternative, other: Alternative, name: str, names: Sequence[str]
) -> bool:
    """Return whether two alternatives differ in one choice and in ends of ranges."""
    if one.keys() != other.keys():
        return False
    # choices by identity: what estimators print may be shortened
    return all(
        list(map(id, one[n])) == list(map(id, other[n]))
        if n in names
        else covering(one[n], other[n]) is not None
        for n in one
        if n != name
    )


def _unknown(estimator: Any, path: str) -> str:
    name = type(estimator).__name__
    if not hasattr(estimator, "get_params"):
        return f"expected an estimator, got {estimator!r}"
    params = estimator.get_params(deep=False)
    where = f" (at {path.removesuffix('__')!r})" if path else ""
    numbers = [n for n, v in params.items() if type(v) in (int, float) and v > 0]
    example = f"{path}{(numbers or list(params) or ['name'])[0]}"
    return (
        f"there is no default space for {name}{where}. Its parameters are "
        f"{sorted(params)}. Write a space, such as "
        f'{{"{example}": scipy.stats.loguniform(low, high)}}; start it from that of '
        "the other parts, if the estimator has several"
    )


def _no_parts(estimator: Any, data: Data) -> tuple[()]:
    return ()
