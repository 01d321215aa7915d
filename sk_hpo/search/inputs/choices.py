"""The choices that a space has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.space import Space


def each_choice(space: Space) -> Iterator[dict[str, Any]]:
    """Yield each choice of each parameter, as a dict with one item."""
    for alternative in space.alternatives:
        for name, dimension in alternative.items():
            values = getattr(dimension, "choices", getattr(dimension, "items", ()))
            yield from ({name: value} for value in values)
