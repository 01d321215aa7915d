"""CompareSearchesDisplay: the best score so far of several searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Self

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
from sk_hpo.plot.score_limits import limit_scores
from sk_hpo.plot.style import COLOURS, DASHES, in_lines, opacity, score_label
from sk_hpo.results import Results, results_of
from sk_hpo.results.results import FloatArray
from sk_hpo.results.same_metric import check_same_metric
from sk_hpo.trial import StoppedTrial, Trial

# Scores from the first tenth of the searches may be below the picture: the best so far
# of a first candidate would hide how the searches differ later.
BEGINNING = 0.1
# Characters of a line of the legend.
WIDTH = 56
# A higher legend is within the axes, since it would leave no room for them.
MOST_OF_FIGURE = 0.4


class CompareSearchesDisplay(Display):
    """The best mean score so far of several searches.

    Several runs of a search, such as those with different seeds, are a line for the
    median of their best scores so far and a band between the quartiles. The line begins
    where all runs have a score. A run that ended keeps its best.

    Parameters
    ----------
    searches : dict of str to list of Results
        The runs of each search. Use `from_searches`, which reads them.
    against : {"number", "fits", "seconds"}, default="number"
        What is on the horizontal axis: the candidates' numbers, or how many fits, or
        seconds of fits and scoring, they and all before them took.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    lines_ : dict of str to matplotlib line
        The median best score so far, by the names of the searches.
    bands_ : dict of str to matplotlib collection
        The quartiles of searches with several runs.
    below_ : matplotlib text or None
        What the lowest value is, if it is below the picture.

    Raises
    ------
    ValueError
        If `against` is another text, or the seconds of a search are not known.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV, RandomSearchCV2
    >>> from sk_hpo.plot import CompareSearchesDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
    >>> bayes = [
    ...     BayesSearchCV(SVC(), space, n_iter=12, random_state=seed).fit(X, y)
    ...     for seed in range(3)
    ... ]
    >>> drawn = {"C": [0.01, 0.1, 1, 10], "gamma": [1e-3, 1e-2, 0.1, 1]}
    >>> random = RandomSearchCV2(SVC(), drawn, n_iter=12, random_state=0).fit(X, y)
    >>> CompareSearchesDisplay.from_searches({"Bayes": bayes, "random": random})
    <CompareSearchesDisplay of 'Bayes' (3 runs), 'random'>
    """

    def __init__(
        self, searches: Mapping[str, Sequence[Results]], *, against: Against = "number"
    ) -> None:
        check_against(against)
        self.searches = {name: list(runs) for name, runs in searches.items()}
        super().__init__(next(iter(self.searches.values()))[0])
        self.against = against

    @classmethod
    def from_searches(
        cls,
        searches: Any,
        *,
        metric: str | None = None,
        against: Against = "number",
        ax: Any = None,
    ) -> Self:
        """Draw several searches.

        Parameters
        ----------
        searches : dict of str to object
            The name of each search, and what `from_search` of other displays accepts,
            such as a fitted search or its ``cv_results_``; or a list of these, which
            are several runs of the search.
        metric : str or None, default=None
            The metric to draw. None: the one that guides each search.
        against : {"number", "fits", "seconds"}, default="number"
            As in the class.
        ax : matplotlib axes or None, default=None
            Where to draw. None: in a new figure.

        Returns
        -------
        display : CompareSearchesDisplay

        Raises
        ------
        TypeError, ValueError
            If a search can't be read, has no such metric, or has no finite score; if
            the scores are known to be those of different metrics, such as the accuracy
            of a classifier and the r2 of a regressor; or if `ax` is anything else.
        """
        if not isinstance(searches, Mapping) or not searches:
            raise TypeError(
                "searches must be a dict of names and searches with at least one "
                f"entry, got {_shown(searches)}"
            )
        runs = {str(k): _read(k, one, metric) for k, one in searches.items()}
        check_same_metric(runs)
        return cls(runs, against=against).plot(ax)

    @classmethod
    def from_search(cls, search: Any, **options: Any) -> NoReturn:
        """Raise a TypeError that names `from_searches`.

        Parameters
        ----------
        search : object
            Not used: this display draws several searches.
        **options : dict
            Not used.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(
            "CompareSearchesDisplay draws several searches: use "
            "from_searches({'name': search, ...})"
        )

    @classmethod
    def from_cv_results(cls, cv_results: Any, **options: Any) -> NoReturn:
        """Raise a TypeError that names `from_searches`.

        Parameters
        ----------
        cv_results : object
            Not used: this display draws several searches.
        **options : dict
            Not used.

        Raises
        ------
        TypeError
            Always.
        """
        cls.from_search(cv_results)

    def _draw(self, ax: Any) -> None:
        self.lines_: dict[str, Any] = {}
        self.bands_: dict[str, Any] = {}
        curves = {name: self._quartiles(runs) for name, runs in self.searches.items()}
        for at, (name, runs) in enumerate(self.searches.items()):
            colour = COLOURS[at % len(COLOURS)]
            # one more than colours: a sixth search has the first colour, not its dashes
            dashes = DASHES[at % len(DASHES)]
            x, low, median, high = curves[name]
            several = f" ({len(runs)} runs)" if len(runs) > 1 else ""
            label = in_lines(name + several, WIDTH)
            style = {"color": colour, "ls": dashes, "lw": 1.5, "label": label}
            (self.lines_[name],) = ax.step(x, median, where="post", **style)
            # a search of one candidate is no line
            if len(x) == 1:
                self.lines_[name].set_marker("o")
            if len(runs) > 1:
                self.bands_[name] = ax.fill_between(
                    x, low, high, step="post", color=colour, alpha=opacity(0.25), lw=0
                )
        label_progress(ax, self.against)
        ax.set_ylabel(in_lines(f"best so far: {self._score_label()}"))
        drawn = [np.concatenate([low, high]) for _, low, _, high in curves.values()]
        begun = BEGINNING * max(x[-1] for x, *_ in curves.values())
        lowest = min(low[_last(x, begun)] for x, low, *_ in curves.values())
        self.below_ = limit_scores(ax, np.concatenate(drawn), float(lowest))
        self._draw_legend(ax)

    def _draw_legend(self, ax: Any) -> None:
        lines = list(self.lines_.values())
        labels = [line.get_label() for line in lines]
        legend = legend_above(ax, lines, labels, ncols=3)
        height = legend.get_window_extent().height
        if height > MOST_OF_FIGURE * ax.figure.bbox.height:
            style = {"loc": "lower right", "fontsize": "x-small", "framealpha": 0.6}
            for text in ax.legend(lines, labels, **style).get_texts():
                text.set_parse_math(False)

    def _score_label(self) -> str:
        """Return that of the first run, if all say what their scores are."""
        labels = [score_label(one) for runs in self.searches.values() for one in runs]
        # "score" is what is not known
        return min(labels, key=lambda label: not label.startswith("score ("))

    def _quartiles(
        self, runs: Sequence[Results]
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return where runs changed, and there the quartiles of their best so far."""
        curves = []
        for run in runs:
            found = run.by_number()
            x, best = spent(found, self.against), best_so_far(found)
            curves.append((x[(known := np.isfinite(best))], best[known]))
        x = np.unique(np.concatenate([where for where, _ in curves]))
        x = x[x >= max(where[0] for where, _ in curves)]
        values = [
            best[np.searchsorted(where, x, side="right") - 1] for where, best in curves
        ]
        quartiles = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
        changes = (np.diff(quartiles, axis=1) != 0).any(axis=0)
        kept = np.concatenate([[True], changes])
        kept[-1] = True
        low, median, high = quartiles[:, kept]
        return x[kept], low, median, high

    def __repr__(self) -> str:
        names = [
            f"{name!r}" + (f" ({len(runs)} runs)" if len(runs) > 1 else "")
            for name, runs in self.searches.items()
        ]
        return f"<{type(self).__name__} of {', '.join(names)}>"


def _last(x: FloatArray, until: float) -> int:
    """Return the last place up to a number, or the first of all."""
    return max(0, int(np.searchsorted(x, until, side="right")) - 1)


def _read(name: Any, source: Any, metric: str | None) -> list[Results]:
    """Return the runs of one search."""
    argument = f"searches[{name!r}]"
    several = isinstance(source, (list, tuple)) and not _is_trials(source)
    if several and not source:
        raise ValueError(f"{argument} is an empty list: it has no search")
    runs = []
    for at, one in enumerate(source if several else [source]):
        this = f"{argument}[{at}]" if several else argument
        found = results_of(one, this, metric)
        if found.best is None:
            raise ValueError(
                f"there is nothing to draw: {this} has no complete candidate with a "
                f"finite score ({len(found.params)} candidates failed or were stopped)"
            )
        runs.append(found)
    return runs


def _is_trials(source: Sequence[Any]) -> bool:
    """Return whether a list has the trials of one search."""
    return bool(source) and all(isinstance(t, (Trial, StoppedTrial)) for t in source)


def _shown(searches: Any) -> str:
    if isinstance(searches, Mapping):
        return "an empty one"
    return f"an object of type {type(searches).__name__}"
