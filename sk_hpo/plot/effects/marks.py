"""The marks that the curve and the map of a parameter's effect share."""

from __future__ import annotations

from typing import Any

LEAST_IN_LEGEND = 5.0


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


def legend_above(ax: Any) -> Any:
    """Draw the legend above the axes, where it hides nothing."""
    labels = ax.get_legend_handles_labels()[1]
    legend = ax.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=min(len(labels), 3),
        fontsize="small",
        frameon=False,
        columnspacing=1.2,
        handletextpad=0.5,
    )
    for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
        text.set_parse_math(False)
        if hasattr(handle, "set_markersize"):  # those of many candidates are tiny
            handle.set_markersize(max(handle.get_markersize(), LEAST_IN_LEGEND))
    return legend
