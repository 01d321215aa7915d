"""Vertical axes side by side, with names that leave room for what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sk_hpo.plot.parameters.text import name_text, shortened
from sk_hpo.plot.parameters.unit_axis import ParameterAxis
from sk_hpo.plot.style import plain_text, text_colour

# Sizes of ticks' labels and of names, and points of a character and of a line of each.
TICK_SIZE, NAME_SIZE = 7.0, 8.0
PER_CHARACTER, PER_LINE = 0.62, 1.3
# A layout engine widens axes about so much when the figure is drawn.
WIDENED = 1.2
# Names below the axes take at most so many lines if level, and this share of the axes'
# height if upright.
MOST_LINES, NAMES_SHARE = 3, 0.44


def draw_axes(ax: Any, axes: Sequence[ParameterAxis], names: Sequence[str]) -> None:
    """Draw axes at 0, 1, ..., with their ticks and names.

    Parameters
    ----------
    ax : matplotlib axes
    axes : sequence of ParameterAxis
    names : sequence of str
    """
    from matplotlib import rcParams

    n = len(axes)
    ax.vlines(range(n), 0, 1, color=text_colour(), lw=0.8, zorder=3)
    points = ax.get_window_extent().width / ax.figure.dpi * 72 / (n - 0.4)
    if ax.figure.get_layout_engine() is not None:
        points *= WIDENED
    fits = max(4, int(points / (PER_CHARACTER * TICK_SIZE)) - 1)
    box = {"facecolor": rcParams["axes.facecolor"], "lw": 0, "alpha": 0.6, "pad": 0}
    for x, axis in enumerate(axes):
        for place, label in axis.ticks:
            ax.annotate(
                plain_text(shortened(label, fits)),
                (x, place),
                xytext=(3, 0),
                textcoords="offset points",
                fontsize=TICK_SIZE,
                va="center",
                bbox=box,
                zorder=4,
            )
        at = [place for place, _ in axis.ticks]
        ax.hlines(at, x - 0.02, x + 0.02, color=text_colour(), lw=0.8, zorder=3)
    _write_names(ax, names, points)
    ax.xaxis.label.set_size(NAME_SIZE)
    ax.set(xlim=(-0.15, n - 0.4), ylim=(-0.04, 1.04), yticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _write_names(ax: Any, names: Sequence[str], points: float) -> None:
    """Write the names below axes at a distance, upright if they would overlap."""
    character, line = PER_CHARACTER * NAME_SIZE, PER_LINE * NAME_SIZE
    width = max(4, int(points / character))
    lines = [name_text(name, width).split("\n") for name in names]
    widest = max(len(text) for one in lines for text in one)
    upright = widest > width or max(map(len, lines)) > MOST_LINES
    if upright:
        height = ax.get_window_extent().height / ax.figure.dpi * 72
        width = max(4, int(NAMES_SHARE * height / character))
        n = max(1, int(points / line))
        lines = [name_text(name, width, n).split("\n") for name in names]
    ax.set_xticks(
        range(len(lines)),
        ["\n".join(map(plain_text, one)) for one in lines],
        fontsize=NAME_SIZE,
        rotation=90 if upright else 0,
        multialignment="right" if upright else "center",
    )
