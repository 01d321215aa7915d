"""Two parameters: the expected score as a map, strokes where it is uncertain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sk_hpo.plot.effects.marks import mark, mark_best, marker_size
from sk_hpo.plot.effects.partial_dependence import BoolArray, PartialDependence
from sk_hpo.plot.legend import legend_above
from sk_hpo.plot.parameters.axis import SpaceAxis
from sk_hpo.plot.style import (
    FAILED,
    STOPPED,
    score_label,
    score_map,
    stopped_label,
    text_colour,
)
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray
from sk_hpo.space import Space

# The share of the range of the means that is uncertain.
UNCERTAIN = 0.25
N_LEVELS = 14
# Strokes are light on dark colours, by these shares of red, green and blue (Rec. 601).
LUMINANCE = np.array([0.299, 0.587, 0.114])
STROKE = [(-1, -1), (1, 1)]


class Part(NamedTuple):
    """A stretch of each parameter.

    Parameters
    ----------
    x, y : ndarray of shape (k,), (l,)
    mean : ndarray of shape (l, k)
        At the corners of the cells.
    middles : tuple of ndarray of shape (k - 1,), (l - 1,)
        The middles of the cells.
    std : ndarray of shape (l - 1, k - 1)
        In the cells.
    """

    x: FloatArray
    y: FloatArray
    mean: FloatArray
    middles: tuple[FloatArray, FloatArray]
    std: FloatArray


@dataclass
class Map:
    """The artists: see `ParameterEffectDisplay`."""

    maps: list[Any] = field(default_factory=list)
    uncertain: list[Any] = field(default_factory=list)
    colorbar: Any = None
    points: list[Any] = field(default_factory=list)
    best: Any = None
    failed: Any = None
    stopped: Any = None


def draw_map(
    ax: Any,
    results: Results,
    space: Space,
    effects: Sequence[PartialDependence],
    U: FloatArray,
) -> Map:
    """Draw the partial dependence on two parameters, and the candidates on top.

    The parameters are those of `draw_curve`. Where maps of different alternatives
    overlap, the one with the best candidate is on top.
    """
    drawn = Map()
    best = results.best or 0
    effects = sorted(effects, key=lambda one: bool(one.has(space, U)[best]))
    axes = [
        SpaceAxis(
            effects[0].blocks[i].name, [s for one in effects for s in one.stretches[i]]
        )
        for i in (0, 1)
    ]
    parts = [part for one in effects for part in _parts(axes, one)]
    _draw_parts(ax, parts, drawn)
    _draw_candidates(ax, axes, results, space, effects, U, drawn)
    for axis, theirs in zip(axes, (ax.xaxis, ax.yaxis), strict=True):
        axis.dress(theirs, slanted=theirs is ax.xaxis)
    # candidates lie on the edges
    ax.use_sticky_edges = False
    ax.margins(0.025)
    drawn.colorbar = ax.figure.colorbar(drawn.maps[0], ax=ax)
    drawn.colorbar.set_label(f"expected {score_label(results)}")
    handles, labels = ax.get_legend_handles_labels()
    legend_above(ax, handles, labels, 3)
    return drawn


def _parts(axes: Sequence[SpaceAxis], effect: PartialDependence) -> Iterator[Part]:
    """Yield the pairs of stretches in which something is known."""
    for (across, up), mean, std in effect.parts:
        if not np.isfinite(mean).any():
            continue
        x, y = axes[0].edges(across), axes[1].edges(up)
        shape = len(x), len(y)
        mean, std = np.broadcast_to(mean, shape), np.broadcast_to(std, shape)
        middles = axes[0].between(x), axes[1].between(y)
        yield Part(x, y, mean.T, middles, _in_cells(std.T))


def _in_cells(a: FloatArray) -> FloatArray:
    """Return the means of the four corners of each cell."""
    return (a[1:, 1:] + a[1:, :-1] + a[:-1, 1:] + a[:-1, :-1]) / 4


def _draw_parts(ax: Any, parts: Sequence[Part], drawn: Map) -> None:
    from matplotlib.ticker import MaxNLocator

    means = np.concatenate([part.mean.ravel() for part in parts])
    low, high = float(np.nanmin(means)), float(np.nanmax(means))
    levels = MaxNLocator(N_LEVELS).tick_values(low, high)
    most = UNCERTAIN * (high - low)
    for order, part in enumerate(parts):
        shown = np.ma.masked_invalid(part.mean)
        zorder = 1 + order / len(parts)
        style = {"cmap": score_map(), "zorder": zorder}
        contours = ax.contourf(part.x, part.y, shown, levels, **style)
        drawn.maps.append(contours)
        # False where it is NaN
        up, across = np.nonzero(part.std > most)
        if not len(up):
            continue
        colours = contours.cmap(contours.norm(_in_cells(part.mean)[up, across]))
        dark = colours[:, :3] @ LUMINANCE < 0.5
        strokes = ax.scatter(
            part.middles[0][across],
            part.middles[1][up],
            marker=STROKE,
            c=np.where(dark, "#ffffff", "#000000"),
            s=40,
            linewidths=0.8,
            alpha=0.7,
            zorder=zorder + 0.5 / len(parts),
        )
        drawn.uncertain.append(strokes)
    if drawn.uncertain:
        label = f"uncertain: one sd > {most:.2g}"
        style = {"marker": STROKE, "color": text_colour(), "linestyle": "none"}
        ax.plot([], [], label=label, **style)


def _draw_candidates(
    ax: Any,
    axes: Sequence[SpaceAxis],
    results: Results,
    space: Space,
    effects: Sequence[PartialDependence],
    U: FloatArray,
    drawn: Map,
) -> None:
    there = np.array([effect.has(space, U) for effect in effects])
    x, y = np.full((2, len(U)), np.nan)
    for effect, rows in zip(effects, there, strict=True):
        for axis, block, at in zip(axes, effect.blocks, (x, y), strict=True):
            own = U[rows, block.start : block.stop]
            at[rows] = axis.at(map(block.dimension.decode, own), jitter=True)
    size = marker_size(len(U))
    anywhere: BoolArray = np.asarray(there.any(axis=0))
    edge = {"markeredgecolor": "#000000", "markeredgewidth": 0.15 * size}
    style = {"marker": "o", "color": "#ffffff", "markersize": size, **edge}
    rows = anywhere & (results.state == COMPLETE)
    points = mark(ax, x[rows], y[rows], "candidates", zorder=3, **style)
    drawn.points += [] if points is None else [points]
    rows = anywhere & (results.state == "stopped")
    style = {"marker": "s", "color": STOPPED, "markersize": size, **edge}
    label = stopped_label(results)
    drawn.stopped = mark(ax, x[rows], y[rows], label, zorder=3, **style)
    rows = anywhere & (results.state == "failed")
    style = {"marker": "x", "color": FAILED, "markersize": size}
    style["markeredgewidth"] = 0.3 * size
    drawn.failed = mark(ax, x[rows], y[rows], "failed", zorder=2.9, **style)
    best = results.best
    if best is not None and anywhere[best]:
        drawn.best = mark_best(ax, x[[best]], y[[best]], "#ffffff", "#000000")
