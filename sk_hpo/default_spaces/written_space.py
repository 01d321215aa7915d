"""Spaces that print as the code that makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class WrittenDict(dict[str, Any]):
    """A dict whose repr writes distributions of scipy as they are made."""

    def __repr__(self) -> str:
        items = (f"{name!r}: {written(value)}" for name, value in self.items())
        return f"{{{', '.join(items)}}}"


class WrittenList(list[Any]):
    """A list whose repr has a line for each item."""

    def __repr__(self) -> str:
        lines = "".join(f"\n {item!r}," for item in self)
        return f"[{lines.rstrip(',')}]" if len(self) < 2 else f"[{lines[2:-1]}]"


def written(value: Any) -> str:
    """Return a value as code; a frozen distribution as ``loguniform(0.1, 10)``."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    dist = getattr(value, "dist", None)
    if dist is None or not hasattr(value, "kwds"):
        return repr(value)
    args = [f"{number!r}" for number in value.args]
    args += [f"{name}={number!r}" for name, number in value.kwds.items()]
    return f"{dist.name}({', '.join(args)})"


def as_written(alternatives: Sequence[Mapping[str, Any]]) -> WrittenDict | WrittenList:
    """Return a dict, or a list of dicts if there are several."""
    found = WrittenList(WrittenDict(one) for one in alternatives)
    return found[0] if len(found) == 1 else found
