"""Short texts of values and names for ticks and labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

# Characters of a value, and of the repr of a float.
LONGEST_VALUE, LONGEST_NUMBER = 20, 8


def value_text(value: Any, longest: int = LONGEST_VALUE) -> str:
    """Return a value in a line, its middle left out if it is too long."""
    text = value if isinstance(value, str) and value else repr(value)
    if isinstance(value, float) and len(text) > LONGEST_NUMBER:
        text = f"{value:.4g}"
    return shortened(" ".join(text.split()), longest)


def number_text(number: float) -> str:
    """Return a number on a scale."""
    return f"{number:.6g}"


def shortened(text: str, longest: int) -> str:
    """Leave out the middle of a text, so that it has at most `longest` characters."""
    if len(text) <= longest:
        return text
    tail = (longest - 1) // 3 + 1
    return f"{text[: longest - tail - 1]}\N{HORIZONTAL ELLIPSIS}{text[-tail:]}"


def name_text(name: str, width: int, most_lines: int | None = None) -> str:
    r"""Return the name of a parameter in lines of at most `width` characters.

    Lines end between the names of nested estimators if possible, else at underscores.

    Parameters
    ----------
    name : str
    width : int
        At least 4.
    most_lines : int or None, default=None
        The middle of the name, or of a word, is left out where it does not fit in so
        many lines. None: nothing is left out, and words that are too long are divided.

    Examples
    --------
    >>> from sk_hpo.plot.parameters.text import name_text
    >>> name_text("ct__num__strategy_of_the_imputer", 16).split("\n")
    ['ct__num__', 'strategy_of_the_', 'imputer']
    >>> name_text("ct__num__strategy_of_the_imputer", 16, 2).split("\n")
    ['ct__num__', 'strate…e_imputer']
    """
    pieces = _pieces(name, width)
    if most_lines is None:
        parts = [p[i : i + width] for p in pieces for i in range(0, len(p), width)]
        return "\n".join(_filled(parts, width))
    lines = _filled([shortened(piece, width) for piece in pieces], width)
    n = len(name)
    while len(lines) > most_lines:
        n -= 1
        pieces = _pieces(shortened(name, n), width)
        lines = _filled([shortened(piece, width) for piece in pieces], width)
    return "\n".join(lines)


def _pieces(name: str, width: int) -> list[str]:
    """Divide a name after "__", and what is too long then after "_"."""
    return [
        piece
        for part in re.findall(r".+?(?:__|$)|.", name)
        for piece in (
            [part] if len(part) <= width else re.findall(r".+?(?:_+|$)|.", part)
        )
    ]


def _filled(pieces: Sequence[str], width: int) -> list[str]:
    """Put as many pieces in each line as fit."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines
