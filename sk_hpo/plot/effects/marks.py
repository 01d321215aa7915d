"""The marks that the curve and the map of a parameter's effect share."""

from __future__ import annotations

from typing import Any


def marker_size(n: int) -> float:
    """Return the size of the markers of so many candidates."""
    return 5.0 if n <= 100 else 3.5 if n <= 500 else 2.0


def mark(ax: Any, x: Any, y: Any, label: str, **style: Any) -> Any:
    """Mark candidates; return the line, or None if there are none."""
    if not len(x):
        return None
    (line,) = ax.plot(x, y, linestyle="none", label=label, **style)
    return line


def mark_best(ax: Any, x: Any, y: Any, colour: Any, edge: Any) -> Any:
    """Mark the best candidate with a star."""
    style = {"markerfacecolor": colour, "markeredgecolor": edge, "zorder": 4}
    return mark(ax, x, y, "best candidate", marker="*", markersize=13, **style)
