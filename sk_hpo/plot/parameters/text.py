"""Short texts of values and names for ticks and labels."""

from __future__ import annotations

import re
from typing import Any

# Characters of a value.
LONGEST_VALUE = 20


def value_text(value: Any) -> str:
    """Return a value in at most 20 characters, its middle left out if need be."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    if len(text) <= LONGEST_VALUE:
        return text
    tail = 7
    return f"{text[: LONGEST_VALUE - tail - 1]}\N{HORIZONTAL ELLIPSIS}{text[-tail:]}"


def name_text(name: str, width: int) -> str:
    """Return the name of a parameter in lines of at most `width` characters.

    Lines end between the names of nested estimators if possible, else at underscores.
    """
    lines = [""]
    for part in re.findall(r".+?(?:__|$)|.", name):
        short = [part] if len(part) <= width else re.findall(r".+?(?:_|$)|.", part)
        for piece in short:
            if lines[-1] and len(lines[-1]) + len(piece) > width:
                lines.append("")
            lines[-1] += piece
    return "\n".join(lines)
