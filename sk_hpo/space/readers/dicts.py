"""Dicts, with a dimension for each key."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.entries import Entries
from sk_hpo.space.plain_values import plain
from sk_hpo.space.readers import read_value

# a dict among choices, such as a class_weight, is a choice
READ_AMONG_CHOICES = False
# scikit-learn treats a dict as a sequence of choices
SCIKIT_LEARN_DRAWS = True


def handles(value: Any) -> bool:
    """Whether ``value`` is a dict."""
    return isinstance(value, Mapping)


def read(value: Any) -> Dimension:
    """Read the entries."""
    if not value:
        raise ValueError("an empty dict has no entries to search")
    entries: dict[Hashable, Dimension] = {}
    for key, item in value.items():
        if isinstance(item, Mapping):
            raise TypeError(f"entry {key!r}: a dict in a dict can't be searched")
        try:
            entries[plain(key)] = read_value(item)
        except TypeError as error:
            raise TypeError(f"entry {key!r}: {error}") from error
        except (ValueError, OverflowError) as error:
            raise ValueError(f"entry {key!r}: {error}") from error
    return Entries(entries)
