"""Parameters that are dicts: what the estimator has to say of their entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Number
from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.pipeline import FeatureUnion

from sk_hpo._compat.sklearn_constraints import refuses
from sk_hpo.space import Categorical, Dimension, Entries, Space, nearest_names

WEIGHTS = "transformer_weights"


def with_current_entries(space: Space, params: Mapping[str, Any]) -> Space:
    """Add the entries that the estimator's settings have besides those searched.

    Parameters
    ----------
    space : Space
    params : mapping of str to object
        The estimator's settings, of its parts too, and itself under "".

    Returns
    -------
    Space
        The same if there are none.

    Raises
    ------
    ValueError
        For an entry of ``transformer_weights`` that is no transformer, for a range of
        all of them, and for entries of a parameter that is no dict.
    """
    alternatives = []
    for alternative in space.alternatives:
        dimensions: dict[str, Dimension] = dict(alternative)
        for name, dimension in alternative.items():
            if not isinstance(dimension, Entries):
                _refuse_range_of_weights(name, dimension, params)
                continue
            _refuse_of_no_dict(name, dimension, params, alternative)
            check_entries(name, dimension.entries, params)
            current = params.get(name)
            if isinstance(current, Mapping):
                kept = {key: Categorical([value]) for key, value in current.items()}
                dimensions[name] = Entries({**kept, **dimension.entries})
        alternatives.append(dimensions)
    changed = any(a != b for a, b in zip(alternatives, space.alternatives, strict=True))
    return Space(alternatives, space.budgets) if changed else space


def _refuse_of_no_dict(
    name: str,
    dimension: Entries,
    params: Mapping[str, Any],
    alternative: Mapping[str, Dimension],
) -> None:
    path, _, last = name.rpartition("__")
    if any(path == other or path.startswith(f"{other}__") for other in alternative):
        return  # what the parameter is of is searched itself
    owner, current, given = params.get(path), params.get(name), dimension.middle()
    if hasattr(current, "get_params"):
        hint = f"write {name}__{next(iter(given))} for a parameter of the one it is"
    elif refuses(owner, last, given):
        hint = "write (low, high) for a range, a list for choices"
    else:
        return
    raise ValueError(
        f"parameter {name!r} of {type(owner).__name__} is no dict, and has no entries "
        f"to search, got a dict of {sorted(map(str, given))}: {hint}"
    )


def _refuse_range_of_weights(
    name: str, dimension: Dimension, params: Mapping[str, Any]
) -> None:
    known = _transformers(name, params)
    if known is None or not isinstance(dimension.middle(), Number):
        return
    raise ValueError(
        f"parameter {name!r} is a dict, and has a range for each of its entries: give "
        f"them as a dict, such as {{{known[0]!r}: (0.01, 100.0)}}, got {dimension}"
    )


def check_entries(name: str, keys: Iterable[Any], params: Mapping[str, Any]) -> None:
    """Refuse weights of what is no transformer; parameters as above.

    scikit-learn's ColumnTransformer would take no notice of them.
    """
    known = _transformers(name, params)
    for key in keys:
        if known is None or key in known:
            continue
        near = ", ".join(map(repr, nearest_names(str(key), known)))
        hint = f"the nearest are {near}" if near else f"it has {known}"
        owner = type(params[name.rpartition("__")[0]]).__name__
        raise ValueError(
            f"parameter {name!r}: {key!r} is no transformer of the {owner}: {hint}"
        )


def current_entries(space: Space, params: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings, with a weight for each transformer whose weight is searched.

    One that has none has the weight 1.
    """
    current = dict(params)
    for alternative in space.alternatives:
        for name, dimension in alternative.items():
            if isinstance(dimension, Entries) and name.rpartition("__")[2] == WEIGHTS:
                ones = dict.fromkeys(dimension.entries, 1.0)
                current[name] = {**ones, **(params.get(name) or {})}
    return current


def _transformers(name: str, params: Mapping[str, Any]) -> list[str] | None:
    """Name the transformers that have weights; None if that can't be told."""
    path, _, last = name.rpartition("__")
    owner = params.get(path)
    if last != WEIGHTS:
        return None
    if isinstance(owner, ColumnTransformer):
        return [*(part[0] for part in owner.transformers), "remainder"]
    if isinstance(owner, FeatureUnion):
        return [part[0] for part in owner.transformer_list]
    return None
