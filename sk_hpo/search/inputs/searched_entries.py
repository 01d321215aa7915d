"""Check and complete the searched entries of parameters that are dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Number
from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.pipeline import FeatureUnion

from sk_hpo._compat.sklearn_constraints import rejects
from sk_hpo.space import Categorical, Dimension, Entries, Space
from sk_hpo.space.names import hint_of

WEIGHTS = "transformer_weights"


def with_current_entries(space: Space, params: Mapping[str, Any]) -> Space:
    """Add the entries of the estimator's settings that are not searched.

    Parameters
    ----------
    space : Space
    params : mapping of str to object
        The settings of the estimator and of its parts, and the estimator under "".

    Returns
    -------
    Space
        `space` itself if there are none.

    Raises
    ------
    ValueError
        If an entry of ``transformer_weights`` is not the name of a transformer, if
        ``transformer_weights`` has one range for all entries, or if a parameter with
        searched entries is not a dict.
    """
    alternatives = [dict(alternative) for alternative in space.alternatives]
    for alternative in alternatives:
        for name, dimension in list(alternative.items()):
            if not isinstance(dimension, Entries):
                _reject_range_of_weights(name, dimension, params)
                continue
            _reject_unless_dict(name, dimension, params, alternative)
            check_entries(name, dimension.entries, params)
            current = params.get(name)
            if isinstance(current, Mapping):
                kept = {key: Categorical([value]) for key, value in current.items()}
                alternative[name] = Entries({**kept, **dimension.entries})
    changed = alternatives != list(space.alternatives)
    return Space(alternatives, space.budgets) if changed else space


def _reject_unless_dict(
    name: str,
    dimension: Entries,
    params: Mapping[str, Any],
    alternative: Mapping[str, Dimension],
) -> None:
    path, _, last = name.rpartition("__")
    if any(path == other or path.startswith(f"{other}__") for other in alternative):
        return  # the owner of the parameter is searched too
    owner, current, given = params.get(path), params.get(name), dimension.middle()
    if hasattr(current, "get_params"):
        hint = (
            "it is an estimator, whose parameters have names such as "
            f"'{name}__{next(iter(given))}'"
        )
    elif rejects(owner, last, given):
        hint = "write (low, high) for a range, a list for choices"
    else:
        return
    raise ValueError(
        f"search_spaces: parameter {name!r} of {type(owner).__name__} is not a dict, "
        "so it has no entries to search, got a dict with the keys "
        f"{sorted(map(str, given))}: {hint}"
    )


def _reject_range_of_weights(
    name: str, dimension: Dimension, params: Mapping[str, Any]
) -> None:
    known = _transformers(name, params)
    if known is None or not isinstance(dimension.middle(), Number):
        return
    raise ValueError(
        f"search_spaces: parameter {name!r} is a dict, so it needs a dict with a range "
        f"for each entry, such as {{{known[0]!r}: (0.01, 100.0)}}, got {dimension}"
    )


def check_entries(name: str, keys: Iterable[Any], params: Mapping[str, Any]) -> None:
    """Raise an error for a weight whose key is not the name of a transformer.

    scikit-learn's ColumnTransformer ignores such weights. `params` is that of
    `with_current_entries`.
    """
    known = _transformers(name, params)
    for key in keys:
        if known is None or key in known:
            continue
        hint = hint_of(str(key), known)
        owner = type(params[name.rpartition("__")[0]]).__name__
        raise ValueError(
            f"parameter {name!r}: {key!r} is not a transformer of the {owner}: {hint}"
        )


def current_entries(space: Space, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings, with a weight for each transformer whose weight is searched.

    A transformer without a weight has the weight 1.
    """
    current = dict(params)
    for alternative in space.alternatives:
        for name, dimension in alternative.items():
            if isinstance(dimension, Entries) and name.rpartition("__")[2] == WEIGHTS:
                ones = dict.fromkeys(dimension.entries, 1.0)
                current[name] = {**ones, **(params.get(name) or {})}
    return current


def _transformers(name: str, params: Mapping[str, Any]) -> list[str] | None:
    """Return the names of the transformers with weights; None if they are unknown."""
    path, _, last = name.rpartition("__")
    owner = params.get(path)
    if last != WEIGHTS:
        return None
    if isinstance(owner, ColumnTransformer):
        return [*(part[0] for part in owner.transformers), "remainder"]
    if isinstance(owner, FeatureUnion):
        return [part[0] for part in owner.transformer_list]
    return None
