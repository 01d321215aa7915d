"""RaceDisplay: which candidates a race stopped, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from sk_hpo.plot.display import Display
from sk_hpo.plot.legend import legend_above
from sk_hpo.plot.score_limits import limit_scores, mark_at_edge
from sk_hpo.plot.style import (
    BLUE,
    FAILED,
    ORANGE,
    STOPPED,
    in_lines,
    score_label,
    whole_ticks,
)
from sk_hpo.racing.split_order import split_order
from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, FloatArray
from sk_hpo.results.results import FAILED as FAILED_STATE
from sk_hpo.results.results import STOPPED as STOPPED_STATE

N_EVALUATED = "n_splits_evaluated"
# Numbers of candidates are written below so many splits at most.
MOST_NUMBERS = 12


class RaceDisplay(Display):
    """The mean score of each candidate over its first splits, until it was stopped.

    Splits are in the order in which the race took them. A stopped candidate ends after
    the last split that it was given. The scores of a split are high or low for all
    candidates, so lines are to be compared at the same number of splits.

    Parameters
    ----------
    results : Results
        What a search with ``racing=True`` has found. Use `from_search` or
        `from_cv_results`; neither has options besides `metric` and `ax`.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    order_ : ndarray of shape (n_splits,)
        The numbers of the splits in the order of the race.
    leader_ : matplotlib line
        The candidate that the search chose, or the best of another `metric`.
    complete_ : matplotlib collection
        A line for each other candidate that was given all splits.
    stopped_ : matplotlib collection
        A line for each candidate that was stopped.
    ends_ : matplotlib line
        Where they were stopped.
    failed_ : matplotlib line or None
        How many splits those had whose fit failed then.
    below_ : matplotlib text or None
        What the lowest score is, if it is below the picture.

    Raises
    ------
    ValueError
        If the search did not race, or the scores of the splits are not known.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import RandomSearchCV2
    >>> from sk_hpo.plot import RaceDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": [1e-3, 1e-2, 0.1, 1, 10, 100], "gamma": [1e-3, 0.01, 0.1, 1]}
    >>> search = RandomSearchCV2(SVC(), space, n_iter=24, racing=True, random_state=0)
    >>> RaceDisplay.from_search(search.fit(X, y))
    <RaceDisplay of 24 candidates>
    """

    @classmethod
    def _of(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        if not _has_raced(search, results):
            raise ValueError(
                "the search did not race: no candidate was stopped, and there is no "
                f"column {N_EVALUATED!r}. RaceDisplay draws searches with racing=True, "
                "which GridSearchCV2, RandomSearchCV2, BayesSearchCV and AutoSearchCV "
                "accept, and their cv_results_"
            )
        if not results.n_splits:
            raise ValueError(
                "the scores of the splits are not known, which RaceDisplay draws: pass "
                "the search, or a cv_results_ with columns such as split0_test_score"
            )
        return super()._of(search, results, options)

    def _draw(self, ax: Any) -> None:
        from matplotlib.collections import LineCollection

        found = self.results
        state = found.state
        self.order_, means = _cumulated(found)
        n_known = np.isfinite(means).sum(axis=1)
        lines = [
            np.column_stack([np.arange(1, n + 1), mean[:n]])
            for n, mean in zip(n_known, means, strict=True)
        ]
        stopped = np.flatnonzero((state == STOPPED_STATE) & (n_known > 0))
        leader = found.best
        assert leader is not None  # of a display, see `Display._of`
        complete = np.flatnonzero(state == COMPLETE)
        others = complete[complete != leader]
        few = len(lines) <= 100
        self.stopped_ = LineCollection(
            [lines[row] for row in stopped],
            colors=STOPPED,
            linewidths=0.8,
            alpha=0.7 if few else 0.3,
        )
        self.complete_ = LineCollection(
            [lines[row] for row in others],
            colors=BLUE,
            linewidths=1.0,
            alpha=0.8 if few else 0.4,
            label=f"all splits ({len(others) + 1})",
        )
        ax.add_collection(self.stopped_)
        ax.add_collection(self.complete_)
        ends = np.array([lines[row][-1] for row in stopped]).reshape(-1, 2)
        (self.ends_,) = ax.plot(
            *ends.T,
            linestyle="none",
            marker="o",
            markersize=3,
            color=STOPPED,
            alpha=0.9 if few else 0.4,
            label=f"stopped ({len(stopped)})",
        )
        (self.leader_,) = ax.plot(
            *lines[leader].T, color=ORANGE, lw=2.5, label="the best"
        )
        failed = n_known[state == FAILED_STATE]
        label = f"failed ({len(failed)})"
        self.failed_ = mark_at_edge(ax, failed + 1, label, FAILED, "x")
        self.below_ = limit_scores(ax, means, marks=len(failed) > 0)
        self._label(ax, n_known)

    def _label(self, ax: Any, n_known: Any) -> None:
        n_splits = len(self.order_)
        ax.set_xlim(1 - 0.03 * n_splits, n_splits * 1.03)
        label = "splits evaluated"
        if n_splits <= MOST_NUMBERS:
            ticks = np.arange(1, n_splits + 1)
            ax.set_xticks(ticks, [f"{k}\n{(n_known >= k).sum()}" for k in ticks])
            label += ", and how many candidates have them"
        else:
            whole_ticks(ax.xaxis)
        ax.set_xlabel(label)
        ax.set_ylabel(in_lines(score_label(self.results, over="these splits")))
        handles, labels = ax.get_legend_handles_labels()
        legend_above(ax, handles, labels, ncols=4)


def _has_raced(search: Any, results: Results) -> bool:
    stopped = results.scores[results.metric][results.state == STOPPED_STATE]
    if stopped.size:  # halving gives all splits, but fewer resources
        return bool(np.isnan(stopped).any())
    races = getattr(getattr(search, "_history", None), "races", None)
    if races is not None:
        return bool(races)
    table = getattr(search, "cv_results_", search)
    return isinstance(table, Mapping) and N_EVALUATED in table


def _cumulated(found: Results) -> tuple[Any, FloatArray]:
    """Return the splits in the order of the race, and the mean scores over the first.

    Returns
    -------
    order : ndarray of shape (s,)
    means : ndarray of shape (q, s)
        NaN from the first split on that a candidate was not given.
    """
    scores = found.scores[found.metric]
    n_evaluated = np.isfinite(scores).sum(axis=0)
    usual = split_order(scores.shape[1])
    order = usual[np.argsort(-n_evaluated[usual], kind="stable")]
    ordered = np.where(np.isfinite(scores), scores, np.nan)[:, order]
    return order, np.cumsum(ordered, axis=1) / np.arange(1, scores.shape[1] + 1)
