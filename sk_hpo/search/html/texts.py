"""Values and names of users as short texts that are safe in HTML."""

from __future__ import annotations

import reprlib
from html import escape
from typing import Any

from sk_hpo.space.plain_values import plain

CUT = "…"
NO_REPR = "(its repr fails)"
# Names that are longer may be broken into lines.
ONE_LINE = 20


class _Short(reprlib.Repr):
    """A repr that is cut early, also where it could not be made at all."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.maxlevel = 4
        for kind in ("list", "tuple", "dict", "set", "frozenset", "deque", "array"):
            setattr(self, f"max{kind}", 10)
        self.maxstring = self.maxlong = self.maxother = longest

    def repr_instance(self, x: Any, level: int) -> str:
        try:
            return cut(" ".join(repr(x).split()), self.maxother)
        except Exception:  # noqa: BLE001  whatever the repr of an object raises
            return f"<{type(x).__name__} {NO_REPR}>"


def cut(text: str, longest: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= longest else text[: longest - 1] + CUT


def value_text(value: Any, longest: int) -> str:
    """Return a value as a short text, not escaped.

    Parameters
    ----------
    value : object
        Its repr may be of any length, or fail.
    longest : int
        How many characters the text has at most.
    """
    try:
        text = _Short(longest).repr(plain(value))
    except Exception:  # noqa: BLE001  reprlib takes objects by the name of their class
        text = f"<{type(value).__name__} {NO_REPR}>"
    return cut(text, longest)


def html(text: str) -> str:
    """Return a text escaped for HTML, whatever characters it has."""
    shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in str(text))
    return escape(shown)


def name_html(name: Any, longest: int = 80) -> str:
    """Return the name of a parameter, which may be broken after its ``__`` if long."""
    text = html(cut(str(name), longest))
    return text if len(text) <= ONE_LINE else text.replace("__", "__<wbr>")


def value_html(value: Any, longest: int) -> str:
    """Return a value for HTML; see `value_text`."""
    return html(value_text(value, longest))


def cell_html(value: Any, longest: int) -> str:
    """Return a value for a narrow column: a float has six digits."""
    value = plain(value)
    if type(value) is float:
        return f"{value:.6g}"
    return value_html(value, longest)


def score_text(score: float) -> str:
    """Return a score to five digits."""
    return f"{score:.5g}"
