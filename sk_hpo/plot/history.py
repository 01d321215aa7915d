"""SearchHistoryDisplay: the scores of a search in the order of its candidates."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.plot.display import Display
from sk_hpo.plot.legend import legend_above
from sk_hpo.plot.progress import (
    Against,
    best_so_far,
    check_against,
    label_progress,
    spent,
)
from sk_hpo.plot.score_limits import limit_scores, lowest_shown, mark_at_edge
from sk_hpo.plot.style import (
    COLOURS,
    FAILED,
    MARKERS,
    STOPPED,
    in_lines,
    opacity,
    score_label,
    stopped_label,
    text_colour,
)
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray

# What found a candidate, as people read it.
FOUND_BY = {
    "": "candidates",
    "initial": "initial points",
    "design": "initial design",
    "descent": "ends of descents",
    "level": "given more of the resource",
}
# Bars over splits beyond so many candidates are too dense to read.
MOST_BARS = 150


class SearchHistoryDisplay(Display):
    """The score of each candidate, in the order of the search, and the best so far.

    A bar is one standard error of the mean over the splits. Each colour is a way in
    which candidates were found. Candidates without a score are marked at the lower
    edge: those that failed, those that racing has stopped, and those with a part of a
    resource.

    Parameters
    ----------
    results : Results
        What the search has found. Use `from_search` or `from_cv_results`.
    against : {"number", "fits", "seconds"}, default="number"
        What is on the horizontal axis: the candidates' numbers, or how many fits, or
        seconds of fits and scoring, they and all before them took.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    best_ : matplotlib line
        The best mean score so far.
    points_ : dict of str to matplotlib line
        The candidates, by how they were found.
    bars_ : list of matplotlib collections
        Empty if the scores of the splits are not known, or there are more than 150
        candidates.
    failed_, stopped_ : matplotlib line or None
        The candidates that failed or were stopped, at the lower edge. None if there are
        none.
    below_ : matplotlib text or None
        Says how low the scores are that are below the picture. None if there are none.

    Raises
    ------
    ValueError
        If `against` is another text, or the seconds are not known.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV
    >>> from sk_hpo.plot import SearchHistoryDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
    >>> search = BayesSearchCV(SVC(), space, n_iter=12, random_state=0).fit(X, y)
    >>> SearchHistoryDisplay.from_search(search)
    <SearchHistoryDisplay of 12 candidates>
    """

    def __init__(
        self,
        results: Results,
        *,
        against: Against = "number",
    ) -> None:
        super().__init__(results)
        self.results = self.results.by_number()
        check_against(against)
        self.against = against

    def _draw(self, ax: Any) -> None:
        found, x = self.results, spent(self.results, self.against)
        done = found.state == COMPLETE
        so_far = best_so_far(found)
        (self.best_,) = ax.step(
            x, so_far, where="post", color=text_colour(), lw=1.2, label="best so far"
        )
        self.points_: dict[str, Any] = {}
        self.bars_: list[Any] = []
        members = np.array(found.members)
        for at, member in enumerate(dict.fromkeys(found.members)):
            rows = np.flatnonzero(done & (members == member))
            if len(rows):
                self._draw_points(ax, member, x[rows], rows, at)
        failed = x[found.state == "failed"]
        self.failed_ = mark_at_edge(ax, failed, "failed", FAILED, "x")
        stopped, label = x[found.state == "stopped"], stopped_label(found)
        self.stopped_ = mark_at_edge(ax, stopped, label, STOPPED, "|")
        self.below_ = self._cut(ax, found.means[found.metric][done])
        label_progress(ax, self.against)
        ax.set_ylabel(in_lines(score_label(found)))
        handles, labels = ax.get_legend_handles_labels()
        legend_above(ax, handles, labels, ncols=4)

    def _draw_points(
        self, ax: Any, member: str, x: FloatArray, rows: Any, at: int
    ) -> None:
        found = self.results
        colour = COLOURS[at % len(COLOURS)]
        mean, splits = found.means[found.metric][rows], found.scores[found.metric][rows]
        (self.points_[member],) = ax.plot(
            x,
            mean,
            linestyle="none",
            marker=MARKERS[at % len(MARKERS)],
            markersize=4,
            color=colour,
            label=FOUND_BY.get(member, member),
        )
        if splits.shape[1] > 1 and len(found.params) <= MOST_BARS:
            error = splits.std(axis=1, ddof=1) / np.sqrt(splits.shape[1])
            bars = ax.vlines(
                x, mean - error, mean + error, color=colour, alpha=opacity(0.5)
            )
            self.bars_.append(bars)

    def _cut(self, ax: Any, means: FloatArray) -> Any:
        """Leave out the worst scores if they would hide how the others differ."""
        low = lowest_shown(means)
        if low == means.min():
            return None
        tops = [path.vertices[:, 1] for bars in self.bars_ for path in bars.get_paths()]
        marks = self.failed_ is not None or self.stopped_ is not None
        return limit_scores(ax, np.concatenate([means, *tops]), low, marks=marks)
