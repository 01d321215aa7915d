"""ParallelCoordinatesDisplay: all parameters of the best candidates and the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np

from sk_hpo.gradients.entry_names import flat
from sk_hpo.plot.display import Display
from sk_hpo.plot.legend import legend_above
from sk_hpo.plot.parameters.stretches import Stretch
from sk_hpo.plot.parameters.unit_axis import (
    ABSENT,
    ParameterAxis,
    apart,
    parameter_axis,
    placed,
)
from sk_hpo.plot.parameters.vertical_axes import draw_axes
from sk_hpo.plot.score_limits import lowest_shown
from sk_hpo.plot.style import (
    FAILED,
    STOPPED,
    highlight,
    opacity,
    score_map,
    score_name,
    stopped_label,
)
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray
from sk_hpo.results.searched_values import searched_values, with_entries
from sk_hpo.space import Dimension
from sk_hpo.space.plain_values import is_number

# Inches that an axis needs.
PER_AXIS = 0.65
# The lowest scores are this share of their range above the end of the colour map.
PALE = 0.4
# Many lines through a named place are spread over twice this share of the axis, at
# multiples of the golden ratio, so that it is seen how many they are.
SPREAD, GOLDEN = 0.025, 0.6180339887498949
# Lines beyond so many are fainter.
MANY_LINES = 60


class ParallelCoordinatesDisplay(Display):
    """All parameters of the best candidates and of the rest.

    There is a vertical axis for each parameter, and one for the score. Each candidate
    is a line from axis to axis, as in Inselberg (1985), "The plane with parallel
    coordinates", The Visual Computer 1. The best ones are drawn on top. Ranges have the
    scale of the space, from end to end; other values are named places. If the space is
    not known, more than ten different numbers are a range, on a log scale if they are
    spread more evenly on it. A parameter that a candidate does not have is at the place
    "(not set)".

    Parameters
    ----------
    results : Results
        What the search has found. Use `from_search` or `from_cv_results`.
    parameters : list of str or None, default=None
        Which parameters to draw, in this order. None: all, in the order of the
        candidates' own. An entry of a dict has a name such as
        ``ct__transformer_weights['num']``.
    best : float, default=0.1
        The share of the complete candidates that stand out, in (0, 1].
    dimensions : mapping of str to list of Dimension, or None, default=None
        What the search could try, for each dict of its space that has the parameter.
        `from_search` takes the search's own. None: the values of the candidates decide.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    parameters_ : list of str
        The names of the parameters, from left to right.
    axes_of_parameters_ : dict of str to ParameterAxis
        The `places` of the candidates on each axis, from 0 to 1, and its `ticks`.
    score_axis_ : ParameterAxis
        The same of the score.
    best_, rest_ : matplotlib collections
        The lines of the best share and of the other complete candidates, from the worst
        to the best score.
    chosen_ : matplotlib line
        The best candidate.
    failed_, stopped_ : matplotlib collections
        The lines of those without a score.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2
    >>> from sk_hpo.plot import ParallelCoordinatesDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> grid = [
    ...     {"kernel": ["linear"], "C": [0.1, 1.0, 10.0]},
    ...     {"kernel": ["rbf"], "C": [0.1, 1.0, 10.0], "gamma": [0.01, 0.1, 1.0]},
    ... ]
    >>> search = GridSearchCV2(SVC(), grid).fit(X, y)
    >>> display = ParallelCoordinatesDisplay.from_search(search)
    >>> display.parameters_
    ['C', 'kernel', 'gamma']
    """

    def __init__(
        self,
        results: Results,
        *,
        parameters: Sequence[str] | None = None,
        best: float = 0.1,
        dimensions: Mapping[str, Sequence[Dimension]] | None = None,
    ) -> None:
        super().__init__(results)
        if not is_number(best) or not 0.0 < best <= 1.0:
            raise ValueError(f"best must be a number in (0, 1], got {best!r}")
        self.dimensions = dimensions or {}
        self._params = [
            with_entries(one, self.dimensions) if self.dimensions else flat(one)
            for one in results.params
        ]
        known = list(dict.fromkeys(name for one in self._params for name in one))
        if not known:
            raise ValueError("there is nothing to draw: no candidate has parameters")
        self.parameters_ = known if parameters is None else _checked(parameters, known)
        self.best = best
        width = max(self.size[0], PER_AXIS * (len(self.parameters_) + 1))
        self.size = width, self.size[1]

    @classmethod
    def _make(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        return cls(results, **{"dimensions": searched_values(search), **options})

    def _draw(self, ax: Any) -> None:
        found = self.results
        done = found.state == COMPLETE
        means = found.means[found.metric]
        self.axes_of_parameters_ = {
            name: parameter_axis(
                [one.get(name, ABSENT) for one in self._params],
                self.dimensions.get(name, ()),
            )
            for name in self.parameters_
        }
        lowest = lowest_shown(means[done])
        names = found.state.astype(object)
        names[found.partial] = "partial"
        self.score_axis_ = _score_axis(means, names, lowest)
        axes = [*self.axes_of_parameters_.values(), self.score_axis_]
        few = len(means) <= MANY_LINES
        places = np.column_stack([axis.places for axis in axes])
        if not few:
            offset = SPREAD * (2 * (GOLDEN * np.arange(len(means)) % 1) - 1)
            named = np.column_stack([axis.named for axis in axes])
            places = places + offset[:, np.newaxis] * named
        rows = np.flatnonzero(done)
        rows = rows[np.argsort(means[rows], kind="stable")]
        n_best = math.ceil(self.best * len(rows))
        norm = _norm(lowest, means[rows[-1]])
        for state, colour in (("failed", FAILED), ("stopped", STOPPED)):
            lines = _lines(ax, places[found.state == state], 1.0)
            lines.set(color=colour, linewidth=0.6, alpha=opacity(0.5 if few else 0.1))
            setattr(self, f"{state}_", lines)
        self.rest_ = _lines(ax, places[rows[:-n_best]], 1.5)
        self.rest_.set(linewidth=0.8, alpha=opacity(0.5 if few else 0.15))
        self.best_ = _lines(ax, places[rows[-n_best:]], 2.0)
        self.best_.set(
            linewidth=1.4 if few else 0.9, alpha=opacity(0.9 if few else 0.5)
        )
        for lines, some in ((self.rest_, rows[:-n_best]), (self.best_, rows[-n_best:])):
            lines.set(array=means[some], cmap=score_map(), norm=norm)
        (self.chosen_,) = ax.plot(
            places[found.best], color=highlight(), lw=2.2, zorder=2.5, label="the best"
        )
        draw_axes(ax, axes, [*self.parameters_, score_name(found)])
        ax.set_xlabel("parameters, and the score (mean over splits)", labelpad=3)
        self._add_legend(ax, n_best, len(rows))

    def _add_legend(self, ax: Any, n_best: int, n_complete: int) -> None:
        from matplotlib.lines import Line2D

        colours = self.best_.get_cmap()
        shown = [
            (highlight(), "the best"),
            (colours(0.95), f"best {n_best} of {n_complete}"),
            (colours(0.3), "the rest"),
            (FAILED, "failed"),
            (STOPPED, stopped_label(self.results)),
        ]
        there = {"failed", "complete", "stopped"} & set(self.results.state)
        keep = [True, n_best > 1, n_best < n_complete, "failed" in there]
        keep.append("stopped" in there)
        shown = [one for one, kept in zip(shown, keep, strict=True) if kept]
        handles = [Line2D([], [], color=colour) for colour, _ in shown]
        labels = [label for _, label in shown]
        legend_above(ax, handles, labels, len(labels))


def _checked(parameters: Any, known: Sequence[str]) -> list[str]:
    if isinstance(parameters, str) or not isinstance(parameters, Sequence):
        raise TypeError(
            "parameters must be a list of names or None, got an object of type "
            f"{type(parameters).__name__}"
        )
    unknown = [name for name in parameters if name not in known]
    if unknown or not parameters or len(set(parameters)) < len(parameters):
        raise ValueError(
            f"parameters must be different ones of {list(known)}, got "
            f"{list(parameters)}"
        )
    return list(parameters)


def _score_axis(means: FloatArray, state: Any, lowest: float) -> ParameterAxis:
    """Return the axis of the score; lower ones than `lowest` are at its place."""
    values = [
        max(mean, lowest) if one == COMPLETE else str(one)
        for mean, one in zip(means.tolist(), state, strict=True)
    ]
    highest = float(np.nanmax(means))
    stretches = [
        Stretch((name,)) for name in dict.fromkeys(map(str, state)) if name != COMPLETE
    ]
    if lowest < highest:
        stretches.append(Stretch((lowest, highest), is_choice=False))
    else:
        stretches.append(Stretch((highest,)))
    axis = placed(values, stretches)
    if np.nanmin(means) == lowest:
        return axis
    at_lowest = axis.places[values.index(lowest)], f"<={lowest:.3g}"
    return replace(axis, ticks=apart([at_lowest, *axis.ticks]))


def _norm(low: float, high: float) -> Any:
    from matplotlib.colors import Normalize

    if high == low:
        return Normalize(low - 1.0, low)
    # the end of the map would vanish on the background
    return Normalize(low - PALE * (high - low), high, clip=True)


def _lines(ax: Any, places: FloatArray, zorder: float) -> Any:
    """Add a line for each row of places."""
    from matplotlib.collections import LineCollection

    x = np.broadcast_to(np.arange(places.shape[1], dtype=np.float64), places.shape)
    return ax.add_collection(
        LineCollection(list(np.stack([x, places], axis=-1)), zorder=zorder)
    )
