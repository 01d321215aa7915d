"""Tables of texts: aligned, and with rich."""

from __future__ import annotations

from collections.abc import Sequence

# Characters of a cell of a plain table; the last column is never cut.
WIDEST = 40
CUT = "..."
# Cells that are not wrapped on a terminal.
SHORT = 15


def plain(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in columns that are aligned by spaces."""
    shown = [heads, *([*map(_short, row[:-1]), row[-1]] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return "\n".join(
        "  ".join(
            text.ljust(width) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in shown
    )


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - len(CUT)] + CUT


def print_rich(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Print a table with rich, which wraps what is long to the width of the terminal.

    Returns
    -------
    bool
        Whether rich is installed; if not, nothing is printed.
    """
    try:
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        return False
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for head, length in zip(heads, longest, strict=True):
        # heads wrap too, so that the long texts have room
        table.add_column(head, no_wrap=length <= SHORT, overflow="fold")
    for row in rows:
        # as text, since brackets would be markup
        table.add_row(*map(Text, row))
    Console().print(table)
    return True
