"""Dicts, with a dimension for each key."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.entries import Entries
from sk_hpo.space.named_errors import named_errors
from sk_hpo.space.plain_values import plain
from sk_hpo.space.readers import read_value

# a dict among choices, such as a class_weight, is a choice
READ_AMONG_CHOICES = False
# scikit-learn treats a dict as a sequence of choices
SCIKIT_LEARN_DRAWS = True


def handles(value: Any) -> bool:
    """Return whether ``value`` is a dict."""
    return isinstance(value, Mapping)


def read(value: Any) -> Dimension:
    """Read the entries."""
    if not value:
        raise ValueError("an empty dict has no entries to search")
    entries: dict[Hashable, Dimension] = {}
    for key, item in value.items():
        if isinstance(item, Mapping):
            raise TypeError(f"entry {key!r}: a dict in a dict can't be searched")
        with named_errors(f"entry {key!r}"):
            entries[plain(key)] = read_value(item)
    return Entries(entries)
