"""The legend of descents: kinds by dashes, a few paths by colours and markers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo.plot.descents.ends import EXACT, JUDGED, REAL, SMOOTH
from sk_hpo.plot.legend import legend_above
from sk_hpo.plot.style import text_colour

# Up to so many paths have a colour each.
MOST_COLOURS = 5
DASHES = {EXACT: "-", JUDGED: "--", SMOOTH: "-.", REAL: ":"}


def draw_legend(
    ax: Any,
    lines: Sequence[Any],
    kinds: Sequence[str],
    settings: Sequence[str],
    others: Sequence[Any],
) -> Any:
    """Draw the legend above the axes.

    Parameters
    ----------
    ax : matplotlib axes
    lines : sequence of matplotlib line
        The paths.
    kinds, settings : sequence of str
        Of each path: see `kind_of` and `settings_of`.
    others : sequence of matplotlib artist or None
        What else has a label.
    """
    from matplotlib.lines import Line2D

    keys: list[tuple[Any, str]] = []
    for kind in dict.fromkeys(kinds):
        own = [n for n, one in enumerate(kinds) if one == kind]
        is_one = len(own) == 1 and not settings[own[0]]
        if is_one or len(kinds) > MOST_COLOURS:
            keys.append((lines[own[0]], kind))
            continue
        dashes = Line2D([], [], color=text_colour(), linestyle=DASHES[kind], lw=1.0)
        keys.append((dashes, f"{kind}:"))
        for n in own:
            name = settings[n] or f"path {n + 1}"
            keys.append((lines[n], f"{name} (below)" if _is_below(lines[n]) else name))
    keys += [(one, one.get_label()) for one in others if one is not None]
    handles, labels = zip(*keys, strict=True)
    return legend_above(ax, handles, labels, ncols=3)


def _is_below(line: Any) -> bool:
    """Return whether a line is below its picture."""
    y = np.asarray(line.get_ydata())
    return bool((y[np.isfinite(y)] < line.axes.get_ylim()[0]).all())
