"""One parameter: the expected score as a curve, its uncertainty as a band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sk_hpo.plot.effects.marks import mark, mark_best, marker_size
from sk_hpo.plot.effects.partial_dependence import BoolArray, PartialDependence
from sk_hpo.plot.equal_scores import note_equal_scores
from sk_hpo.plot.legend import legend_above
from sk_hpo.plot.parameters.axis import SpaceAxis
from sk_hpo.plot.parameters.blocks import alternative_names
from sk_hpo.plot.score_limits import limit_scores
from sk_hpo.plot.style import (
    COLOURS,
    FAILED,
    STOPPED,
    opacity,
    score_label,
    stopped_label,
    text_colour,
)
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray
from sk_hpo.space import Space

# The height of the picture, in that of the curve and the better three quarters of the
# scores. Candidates below it are drawn at the edge, since they would flatten the rest.
HEIGHT = 4.0
# More curves than these have no labels.
MOST_LABELS = 5


@dataclass
class Curve:
    """The artists: see `ParameterEffectDisplay`."""

    means: list[Any] = field(default_factory=list)
    bands: list[Any] = field(default_factory=list)
    points: list[Any] = field(default_factory=list)
    best: Any = None
    below: Any = None
    failed: Any = None
    stopped: Any = None
    equal: Any = None


def draw_curve(
    ax: Any,
    results: Results,
    space: Space,
    effects: Sequence[PartialDependence],
    U: FloatArray,
) -> Curve:
    """Draw the partial dependence on one parameter, and the candidates on top.

    Parameters
    ----------
    ax : matplotlib axes
    results : Results
        Of q candidates.
    space : Space
    effects : sequence of PartialDependence
    U : ndarray of shape (q, d)
        The points of the candidates.
    """
    drawn = Curve()
    name = effects[0].blocks[0].name
    axis = SpaceAxis(name, [s for one in effects for s in one.stretches[0]])
    score = results.means[results.metric]
    complete = results.state == COMPLETE
    floor = _floor(score[complete], effects)
    x, there = _positions(axis, effects, space, U)
    labels = _labels(space, effects)
    colours = [COLOURS[_series(effects, i) % len(COLOURS)] for i in range(len(effects))]
    for effect, colour, label in zip(effects, colours, labels, strict=True):
        _draw_effect(ax, axis, effect, colour, label, drawn)
    style = {"marker": "o", "markersize": marker_size(len(score)), "zorder": 2}
    for rows, colour in zip(there, colours, strict=True):
        label = "_candidates" if drawn.points else "candidates"
        rows = rows & complete & (score >= floor)
        style |= {"color": colour, "markeredgewidth": 0, "alpha": opacity(0.55)}
        points = mark(ax, x[rows], score[rows], label, **style)
        drawn.points += [] if points is None else [points]
    best = results.best
    for rows, colour in zip(there, colours, strict=True):
        if best is not None and rows[best]:
            edge = text_colour()
            drawn.best = mark_best(ax, x[[best]], score[[best]], colour, edge)
    anywhere = there.any(axis=0)
    low = anywhere & complete & (score < floor)
    label = f"{low.sum()} far below"
    drawn.below = _at_edge(ax, x[low], label, marker="v", color=COLOURS[0])
    failed, stopped = (anywhere & (results.state == s) for s in ("failed", "stopped"))
    drawn.failed = _at_edge(ax, x[failed], "failed", marker="x", color=FAILED)
    label = stopped_label(results)
    drawn.stopped = _at_edge(ax, x[stopped], label, marker="|", color=STOPPED)
    drawn.equal = note_equal_scores(ax, results)
    if drawn.equal is not None:
        limit_scores(ax, score[complete])
    axis.dress(ax.xaxis, slanted=True)
    ax.set_ylabel(score_label(results))
    handles, labels = ax.get_legend_handles_labels()
    legend_above(ax, handles, labels, 3)
    return drawn


def _draw_effect(
    ax: Any,
    axis: SpaceAxis,
    effect: PartialDependence,
    colour: str,
    label: str,
    drawn: Curve,
) -> None:
    """Draw each range as a curve, and each choice as a level piece."""
    for (stretch,), mean, std in effect.parts:
        x = axis.edges(stretch)
        y, s = np.broadcast_to(mean, x.shape), np.broadcast_to(std, x.shape)
        marker = "." if stretch.listed else None
        style = {"color": colour, "marker": marker, "linewidth": 2, "zorder": 3}
        (line,) = ax.plot(x, y, label=label, **style)
        band = ax.fill_between(
            x, y - s, y + s, color=colour, alpha=opacity(0.2), linewidth=0
        )
        drawn.means.append(line)
        drawn.bands.append(band)
        label = "_same"


def _positions(
    axis: SpaceAxis,
    effects: Sequence[PartialDependence],
    space: Space,
    U: FloatArray,
) -> tuple[FloatArray, BoolArray]:
    """Return where candidates lie (q,), and which each effect has (effects, q)."""
    there = np.array([effect.has(space, U) for effect in effects])
    x = np.full(len(U), np.nan)
    for effect, rows in zip(effects, there, strict=True):
        (block,) = effect.blocks
        own = U[rows, block.start : block.stop]
        x[rows] = axis.at(map(block.dimension.decode, own), jitter=True)
    return x, there


def _floor(scores: FloatArray, effects: Sequence[PartialDependence]) -> float:
    """Return the score below which candidates would flatten the curve."""
    low = [np.nanmin(one.mean - one.std) for one in effects]
    high = [np.nanmax(one.mean + one.std) for one in effects]
    top = float(max(*high, scores.max()))
    height = top - float(min(*low, np.quantile(scores, 0.25)))
    return top - HEIGHT * height if height else -np.inf


def _labels(space: Space, effects: Sequence[PartialDependence]) -> list[str]:
    """Return the labels of the curves; those that have none begin with "_"."""
    several = _series(effects, len(effects)) > 1
    if not several or len(effects) > MOST_LABELS:
        return ["expected, ± one sd", *["_expected"] * (len(effects) - 1)]
    names = alternative_names(space)
    return [
        "expected: " + ", ".join(names[i] for i in sorted(one.blocks[0].alternatives))
        for one in effects
    ]


def _series(effects: Sequence[PartialDependence], i: int) -> int:
    """Return how many of the first i effects have a range of numbers.

    Those that are strips alone can't be mistaken for each other, and need no colour.
    """
    return sum(any(not s.is_choice for s in e.stretches[0]) for e in effects[:i])


def _at_edge(ax: Any, x: FloatArray, label: str, **style: Any) -> Any:
    """Mark candidates at the lower edge."""
    y, transform = np.full(len(x), 0.02), ax.get_xaxis_transform()
    return mark(ax, x, y, label, transform=transform, zorder=2.6, **style)
