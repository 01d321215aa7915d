"""A legend above the axes, where it hides nothing, and below the axes' title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LEAST_MARKER = 5.0


def legend_above(
    ax: Any, handles: Sequence[Any], labels: Sequence[str], ncols: int
) -> Any:
    """Draw the legend of axes above them.

    matplotlib's titles overlap legends, but go above other axes on top of theirs. So
    there are empty axes where the legend is.

    Parameters
    ----------
    ax : matplotlib axes
    handles : sequence of matplotlib artists
    labels : sequence of str
        They are written as they are: without formulas, and also if they begin with "_".
    ncols : int
        The largest number of columns. There are fewer if they would be wider than the
        axes.

    Returns
    -------
    matplotlib legend or None
        None if there are no handles.
    """
    if not handles:
        return None
    for n in range(min(ncols, len(handles)), 0, -1):
        legend = ax.legend(
            handles,
            [f" {label}" if label.startswith("_") else label for label in labels],
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            borderaxespad=0.0,
            ncols=n,
            fontsize="small",
            frameon=False,
            columnspacing=1.2,
            handletextpad=0.5,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)
        if legend.get_window_extent().width <= ax.bbox.width:
            break
    for handle in legend.legend_handles:
        if hasattr(handle, "set_markersize"):  # those of many candidates are tiny
            handle.set_markersize(max(handle.get_markersize(), LEAST_MARKER))
    place = ax.inset_axes((0.0, 1.0, 1.0, 0.0), zorder=0)
    place.axis("off")
    place.set_axes_locator(_OfLegend(ax))
    return legend


class _OfLegend:
    """Gives axes the place of the legend of others, if it is still there."""

    def __init__(self, ax: Any) -> None:
        self.ax = ax

    def __call__(self, _: Any, renderer: Any) -> Any:
        legend = self.ax.get_legend()
        box = self.ax.bbox if legend is None else legend.get_window_extent(renderer)
        return box.transformed(self.ax.figure.transSubfigure.inverted())
