"""What a search could try: the dimensions of each parameter, where it has a space."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

from sk_hpo.space import Dimension, Entries, Space
from sk_hpo.space.dimensions.choices import choices_of
from sk_hpo.space.foreign_dimensions import as_distribution
from sk_hpo.space.readers import scipy_frozen


def searched_values(search: Any) -> dict[str, list[Dimension]]:
    """Return the dimensions of each parameter of a search.

    Parameters
    ----------
    search : object
        Any source of `results_of`; only searches have a space.

    Returns
    -------
    dict of str to list of Dimension
        One for each dict of the space that has the parameter. The entries of a
        parameter that is a dict are parameters: see `with_entries`. Parameters whose
        values can't be read are missing.
    """
    found: dict[str, list[Dimension]] = {}
    for one in dicts_of(search):
        for name, dimension in one.items():
            flat = {name: dimension}
            if isinstance(dimension, Entries):
                entries = dimension.entries.items()
                flat = {entry_name(name, key): entry for key, entry in entries}
            for name_or_entry, each in flat.items():
                found.setdefault(name_or_entry, []).append(each)
    return found


def with_entries(
    params: Mapping[str, Any], dimensions: Container[str]
) -> dict[str, Any]:
    """Return a candidate with the searched entries of its dicts as parameters.

    An entry has a name such as ``transformer_weights['num']``.

    Parameters
    ----------
    params : mapping of str to object
    dimensions : container of str
        The names in `searched_values`.
    """
    flat: dict[str, Any] = {}
    for name, value in params.items():
        items = value.items() if isinstance(value, Mapping) else ()
        entries = {entry_name(name, key): entry for key, entry in items}
        searched = any(entry in dimensions for entry in entries)
        flat |= entries if searched else {name: value}
    return flat


def entry_name(name: str, key: Any) -> str:
    """Return the name of an entry of a parameter that is a dict."""
    return f"{name}[{key!r}]"


def searched_space(search: Any, params: Sequence[Mapping[str, Any]]) -> Space | None:
    """Return the space of a search, if it is known and has all candidates.

    Parameters
    ----------
    search : object
        Any source of `results_of`.
    params : sequence of dict
        The candidates.
    """
    dicts = list(dicts_of(search))
    if not dicts or not all(dicts):
        return None
    space = Space(dicts)
    return space if all(map(space.contains, params)) else None


def dicts_of(search: Any) -> Iterator[dict[str, Dimension]]:
    """Yield the dimensions of each dict of a search's space, as far as they are known.

    Parameters
    ----------
    search : object
        Any source of `results_of`; only searches have a space.
    """
    searched = getattr(search, "_searched", None)  # by a model, as it was read in fit
    if searched is not None and searched[0] is getattr(search, "_history", None):
        yield from searched[1].alternatives
        return
    for argument, read in (
        ("search_spaces", _of_ranges),
        ("param_distributions", _of_lists),
        ("param_grid", _of_lists),
    ):
        given = getattr(search, argument, None)
        if isinstance(given, Mapping):
            given = [given]
        for one in given if isinstance(given, (list, tuple)) else ():
            params = one[0] if isinstance(one, tuple) else one  # (dict, n)
            yield dict(_read(params, read))


def _read(
    params: Any, read: Callable[[Any], Dimension]
) -> Iterator[tuple[str, Dimension]]:
    for name, value in params.items() if isinstance(params, Mapping) else ():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the search has given them
                yield name, read(value)
        except (AttributeError, TypeError, ValueError):
            continue  # the values of its candidates will do


def _of_ranges(value: Any) -> Dimension:
    """Return the dimension of a value of a space of ranges."""
    return Space.from_params({"value": value}).alternatives[0]["value"]


def _of_lists(value: Any) -> Dimension:
    """Return the dimension of a value of scikit-learn's: a tuple is a list there."""
    value = as_distribution(value)
    if isinstance(value, Dimension):
        return value
    if not hasattr(value, "rvs"):
        return choices_of(value)
    return scipy_frozen.read(value)  # or an error, if it has no quantiles
