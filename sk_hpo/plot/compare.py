"""CompareSearchesDisplay: the best score so far of several searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, Self

import numpy as np

from sk_hpo.plot.display import Display
from sk_hpo.plot.progress import (
    AGAINST,
    Against,
    best_so_far,
    check_against,
    spent,
)
from sk_hpo.plot.score_limits import limit_scores
from sk_hpo.plot.style import COLOURS, DASHES, plain_text, score_label
from sk_hpo.results import Results, results_of
from sk_hpo.results.results import UNKNOWN, FloatArray
from sk_hpo.trial import StoppedTrial, Trial

# Scores from the first tenth of the searches may be below the picture: the best so far
# of a first candidate would hide how the searches differ later.
BEGINNING = 0.1
# What the `score` methods of classifiers and of regressors are.
DEFAULT_SCORES = ("accuracy", "r2")


class CompareSearchesDisplay(Display):
    """The best mean score so far of several searches.

    Several runs of a search, such as those with different seeds, are a line for the
    median of their best scores so far and a band between the quartiles. The line begins
    where all runs have a score. A run that ended keeps its best.

    Parameters
    ----------
    searches : dict of str to list of Results
        The runs of each search. Use `from_searches`.
    against : {"number", "fits", "seconds"}, default="number"
        What is on the horizontal axis: the candidates' numbers, or how many fits, or
        seconds of fits and scoring, they and all before them took.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    lines_ : dict of str to matplotlib line
        The median best score so far, by the names of the searches.
    bands_ : dict of str to matplotlib collection
        Those of searches with several runs.
    below_ : matplotlib text or None
        What the lowest value is, if it is below the picture.

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
            If a search can't be read, has no such metric, or has no finite score; or if
            the scores are known to be those of different metrics.
        """
        if not isinstance(searches, Mapping) or not searches:
            raise TypeError(
                "searches must be a dict of names and searches with at least one "
                f"entry, got {_shown(searches)}"
            )
        runs = {str(k): _read(k, one, metric) for k, one in searches.items()}
        _check_scorings(runs)
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
            label = plain_text(name)
            if len(runs) > 1:
                label += f" ({len(runs)} runs)"
            (self.lines_[name],) = ax.step(
                x, median, where="post", color=colour, ls=dashes, lw=1.5, label=label
            )
            # a search of one candidate is no line
            if len(x) == 1:
                self.lines_[name].set_marker("o")
            if len(runs) > 1:
                self.bands_[name] = ax.fill_between(
                    x, low, high, step="post", color=colour, alpha=0.25, lw=0
                )
        ax.set_xlabel(AGAINST[self.against])
        ax.set_ylabel(f"best so far: {score_label(self.results)}")
        drawn = [np.concatenate([low, high]) for _, low, _, high in curves.values()]
        begun = BEGINNING * max(x[-1] for x, *_ in curves.values())
        lowest = min(low[_last(x, begun)] for x, low, *_ in curves.values())
        self.below_ = limit_scores(ax, np.concatenate(drawn), float(lowest))
        ax.legend(loc="lower right", fontsize="small", framealpha=0.6)

    def _quartiles(
        self, runs: Sequence[Results]
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return where runs changed, and there the quartiles of their best so far."""
        curves = []
        for found in runs:
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


def _check_scorings(runs: Mapping[str, Iterable[Results]]) -> None:
    """Raise a ValueError if two runs are known to have scores of different metrics."""
    seen: list[tuple[str, Any]] = []
    for name, found in runs.items():
        for one in found:
            scorer = one.scoring.get(one.metric, UNKNOWN)
            if scorer is UNKNOWN:
                continue
            for other, known in seen:
                if not _may_agree(scorer, known):
                    raise ValueError(
                        "searches must have scores of the same metric, got "
                        f"scoring={known!r} in {other!r} and {scorer!r} in {name!r}; "
                        "metric='...' chooses one that all of them have"
                    )
            seen.append((name, scorer))


def _may_agree(some: Any, other: Any) -> bool:
    """Return whether two scorers may give the same scores."""
    if isinstance(some, str) and isinstance(other, str):
        return some == other
    for one, two in ((some, other), (other, some)):
        if one is None:
            return two is None or two in DEFAULT_SCORES or not isinstance(two, str)
    # make_scorer makes another object of the same repr each time
    return (
        some is other
        or isinstance(some, str) != isinstance(other, str)
        or (repr(some) == repr(other))
    )


def _shown(searches: Any) -> str:
    if isinstance(searches, Mapping):
        return "an empty one"
    return f"an object of type {type(searches).__name__}"
