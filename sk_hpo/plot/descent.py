"""DescentDisplay: the paths of descents on the predicted score, and the real fits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Self

import numpy as np

from sk_hpo.descent_path import Path
from sk_hpo.gradients.entry_names import flat
from sk_hpo.plot.descents.ends import (
    EXACT,
    JUDGED,
    REAL,
    SMOOTH,
    FittedEnd,
    fitted_ends,
    kind_of,
    paths_of,
    scores_of_steps,
    varied,
)
from sk_hpo.plot.descents.labels import settings_of
from sk_hpo.plot.descents.legend import DASHES, MOST_COLOURS, draw_legend
from sk_hpo.plot.descents.limits import lowest_of_paths
from sk_hpo.plot.display import Display
from sk_hpo.plot.score_limits import limit_scores
from sk_hpo.plot.style import (
    BLUE,
    COLOURS,
    FAILED,
    MARKERS,
    PURPLE,
    STOPPED,
    highlight,
    in_lines,
    plain_text,
    score_label,
    text_colour,
    whole_ticks,
)
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray
from sk_hpo.space.plain_values import is_number

# Differences below this share of the height of the picture are not seen.
SEEN = 0.01
# Characters of a line below the axes.
WIDTH = 60


class DescentDisplay(Display):
    """The paths of descents, with the real fits of what they found.

    A descent predicts the score from the model's own equations [1]_ [2]_, so it may be
    wrong where these do not hold, as with a solver that stops early. What it found is
    therefore fitted: a star is the mean score of real fits of the end of a path, and a
    line joins it with the prediction if they differ.

    Parameters
    ----------
    results : Results
        What the search has found. Use `from_search`, with a fitted
        :class:`sk_hpo.GradSearchCV`, or a :class:`sk_hpo.AutoSearchCV` that descended.
    paths : list of Path
        Its ``descents``. `from_search` takes them from the search.
    against : str or None, default=None
        What is on the horizontal axis: "step", or the name of a parameter, such as "C"
        or ``ct__transformer_weights['num']``. None: the parameter if only one varies,
        otherwise the steps.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    axes_ : list of matplotlib axes
        `ax_`, and an axis on the right if there are paths of a smooth loss alone, which
        is on another scale than the score.
    paths_ : list of matplotlib line
        The steps of each path.
    ends_ : matplotlib line or None
        The real scores of the ends.
    missed_ : matplotlib collection or None
        Lines from the predicted to the real score where they differ.
    candidates_ : matplotlib line or None
        All real fits, if `against` is a parameter.
    below_ : matplotlib text or None
        What the lowest score is, if it is below the picture.

    Raises
    ------
    TypeError
        If no search of its class has descents.
    ValueError
        If this search has none, or `against` is no parameter that varies.

    References
    ----------
    .. [1] Y. Bengio, "Gradient-based optimization of hyperparameters", Neural
       Computation 12, 2000.
    .. [2] F. Pedregosa, "Hyperparameter optimization with approximate gradient", ICML
       2016.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.linear_model import Ridge
    >>> from sk_hpo import GradSearchCV
    >>> from sk_hpo.plot import DescentDisplay
    >>> X, y = load_diabetes(return_X_y=True)
    >>> search = GradSearchCV(Ridge(), {"alpha": (1e-4, 1e2, "log-uniform")})
    >>> display = DescentDisplay.from_search(search.fit(X, y))
    >>> display.against, len(display.paths_)
    ('alpha', 1)
    """

    def __init__(
        self, results: Results, *, paths: Sequence[Path], against: str | None = None
    ) -> None:
        super().__init__(results)
        self.paths = list(paths)
        names = varied(self.paths)
        if against is None:
            against = names[0] if len(names) == 1 else "step"
        if against != "step" and against not in names:
            raise ValueError(
                "against must be 'step' or a parameter that varies along the paths, "
                f"{names}, got {against!r}"
            )
        self.against = against

    @classmethod
    def _of(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        return super()._of(search, results, {**options, "paths": paths_of(search)})

    def _draw(self, ax: Any) -> None:
        kinds = [kind_of(path) for path in self.paths]
        beside = ax.twinx() if SMOOTH in kinds else None
        self.axes_ = [ax] if beside is None else [ax, beside]
        self.paths_: list[Any] = []
        for number, (path, kind) in enumerate(zip(self.paths, kinds, strict=True)):
            self._draw_path(beside if kind == SMOOTH else ax, number, path, kind)
        self.candidates_ = None if self.against == "step" else self._draw_candidates(ax)
        ends = [
            end
            for end in fitted_ends(self.paths, self.results)
            if self.against == "step" or is_number(end.params.get(self.against))
        ]
        self._limit(ends, kinds)
        self._draw_ends(ax, ends)
        if self.against == "step":
            ax.set_xlabel("step of the descent")
            whole_ticks(ax.xaxis)
            # before the first step there is none
            ax.set_xlim(0.5, max(len(path.steps) for path in self.paths) + 0.5)
        else:
            ax.set_xlabel(in_lines(plain_text(self.against), WIDTH))
            if self._is_log():
                ax.set_xscale("log")
        ax.set_ylabel(in_lines(score_label(self.results)))
        if beside is not None:
            beside.set_ylabel("negative smooth loss (its own scale)")
        others = (self.candidates_, self.missed_, self.ends_)
        draw_legend(ax, self.paths_, kinds, settings_of(self.paths), others)

    def _limit(self, ends: Sequence[FittedEnd], kinds: Sequence[str]) -> None:
        """Leave out scores so low that they would hide how the others differ."""
        found = self.results
        scores: dict[str, list[FloatArray]] = {kind: [] for kind in DASHES}
        for path, kind in zip(self.paths, kinds, strict=True):
            scores[kind].append(scores_of_steps(path))
        smooth = scores.pop(SMOOTH)
        best = float(found.means[found.metric][found.best])
        # the best path, and what real fits say of its end
        first = max(ends, key=lambda end: end.predicted, default=None)
        shown = [best] if first is None else [best, first.real, first.predicted]
        low = lowest_of_paths([*scores[EXACT], *scores[JUDGED]], shown, found)
        real = [end.real for end in ends]
        drawn = np.concatenate([*chain(*scores.values()), real, [best]])
        self.below_ = limit_scores(self.ax_, drawn, low)
        if np.isfinite(np.concatenate([[], *smooth])).any():
            text = limit_scores(self.axes_[-1], np.concatenate(smooth))
            if text is not None:  # of the axis on the right
                text.set(x=0.99, ha="right")

    def _x(self, path: Path) -> FloatArray:
        if self.against == "step":
            return np.arange(1.0, len(path.steps) + 1)
        values = [flat(step.params).get(self.against, np.nan) for step in path.steps]
        return np.array(values, dtype=np.float64)

    def _is_log(self) -> bool:
        name = self.against
        ranges = [path.ranges[name] for path in self.paths if name in path.ranges]
        return bool(ranges) and all(log for *_, log in ranges)

    def _draw_path(self, ax: Any, number: int, path: Path, kind: str) -> None:
        x, score = self._x(path), scores_of_steps(path)
        few = len(self.paths) <= MOST_COLOURS
        is_curve = len(varied(self.paths)) == 1 and self.against != "step"
        if is_curve:
            # the score is a function of the parameter, whose curve this is
            order = np.argsort(x, kind="stable")
            x, score = x[order], score[order]
        colour = {SMOOTH: PURPLE, REAL: STOPPED}.get(kind, BLUE)
        if few:
            colour = COLOURS[number % len(COLOURS)]
        (line,) = ax.plot(
            x,
            score,
            linestyle=DASHES[kind],
            lw=1.0 if self.against == "step" or is_curve else 0.4,
            marker=MARKERS[number % len(MARKERS)] if few else "o",
            markersize=4,
            alpha=1.0 if few else 0.6,
            color=colour,
        )
        self.paths_.append(line)

    def _draw_candidates(self, ax: Any) -> Any:
        """Draw all real fits that have the parameter."""
        found = self.results
        points = [
            (flat(params).get(self.against), mean)
            for params, mean, state in zip(
                found.params, found.means[found.metric], found.state, strict=True
            )
            if state == COMPLETE
        ]
        numbers = [(x, mean) for x, mean in points if is_number(x)]
        if not numbers:
            return None
        (line,) = ax.plot(
            *np.array(numbers, dtype=np.float64).T,
            linestyle="none",
            marker="o",
            markersize=6,
            markerfacecolor="none",
            color=text_colour(),
            alpha=0.7,
            label="real fits",
        )
        return line

    def _draw_ends(self, ax: Any, ends: list[FittedEnd]) -> None:
        self.ends_ = self.missed_ = None
        if not ends:
            return
        if self.against == "step":
            x = np.array([end.step + 1.0 for end in ends])
        else:
            x = np.array([end.params[self.against] for end in ends], dtype=np.float64)
        real = np.array([end.real for end in ends])
        predicted = np.array([end.predicted for end in ends])
        low, high = ax.get_ylim()
        differ = np.abs(real - predicted) > SEEN * (high - low)
        if differ.any():
            most = np.abs(real - predicted)[differ].max()
            self.missed_ = ax.vlines(
                x[differ],
                predicted[differ],
                real[differ],
                color=FAILED,
                lw=1.8,
                zorder=2.8,
                label=f"predictions missed by up to {most:.2g}",
            )
        (self.ends_,) = ax.plot(
            x,
            real,
            linestyle="none",
            marker="*",
            markersize=11,
            color=highlight(),
            markeredgecolor=text_colour(),
            markeredgewidth=0.6,
            zorder=3,
            label="real fits of the ends",
        )
