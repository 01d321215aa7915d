"""ParameterImportanceDisplay: bars of the score's variance that parameters explain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sk_hpo.plot.display import Display
from sk_hpo.plot.equal_scores import note_equal_scores
from sk_hpo.plot.importance.importances import (
    LEAST_SHOWN,
    Importance,
    ParameterImportances,
    importances_of,
)
from sk_hpo.plot.importance.short_name import short_name
from sk_hpo.plot.importance.whole_number import whole_number
from sk_hpo.plot.style import BLUE, ORANGE, SKY, STOPPED, text_colour
from sk_hpo.results import Results

# Names beyond so many characters leave no room for the bars.
LONGEST = 32
THICK, THIN = 0.62, 0.2


class ParameterImportanceDisplay(Display):
    """How much of the score's variance each parameter explains.

    A thick bar is what a parameter explains alone, with one standard deviation over the
    draws of the model; the thin bar goes on to its total, which includes interactions
    with others. Below are the pairs with the greatest interactions, and the noise. The
    numbers are those of :func:`sk_hpo.parameter_importances`, where the method is
    described.

    Parameters
    ----------
    results : Results
        What the search has found. Use `from_search` or `from_cv_results`, which compute
        `importances`. They have two more options: ``n_draws=64``, the number of
        functions drawn from the model, and ``random_state=0``, as in
        :func:`sk_hpo.parameter_importances`.
    importances : ParameterImportances
        The numbers.
    n_parameters : int, default=10
        How many parameters to draw at most, those with the greatest totals.
    n_pairs : int, default=4
        How many pairs to draw at most. Pairs of less than half a percent are not drawn.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    importances : ParameterImportances
        The numbers.
    shares_ : matplotlib bar container
        The shares of the parameters, from top to bottom, with an `errorbar`.
    totals_ : matplotlib bar container
        Their totals.
    pairs_ : matplotlib bar container or None
        The shares of the pairs. None if none is drawn.
    noise_ : matplotlib bar container
        The share of the noise.
    equal_ : matplotlib text or None
        Says that all scores are equal, if they are; then all shares are 0.

    Raises
    ------
    TypeError, ValueError
        If a number is not an integer or too small, or no parameter varies.

    References
    ----------
    Sobol (2001), Global Sensitivity Indices for Nonlinear Mathematical Models and Their
    Monte Carlo Estimates.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV
    >>> from sk_hpo.plot import ParameterImportanceDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
    >>> search = BayesSearchCV(SVC(), space, n_iter=12, random_state=0).fit(X, y)
    >>> ParameterImportanceDisplay.from_search(search)
    <ParameterImportanceDisplay of 12 candidates>
    """

    def __init__(
        self,
        results: Results,
        importances: ParameterImportances,
        *,
        n_parameters: int = 10,
        n_pairs: int = 4,
    ) -> None:
        super().__init__(results)
        self.importances = importances
        self.n_parameters = whole_number(n_parameters, "n_parameters", 1)
        self.n_pairs = whole_number(n_pairs, "n_pairs", 0)

    @classmethod
    def _make(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        rest = dict(options)
        n_draws, state = rest.pop("n_draws", 64), rest.pop("random_state", 0)
        found = importances_of(search, results, n_draws, state)
        return cls(results, found, **rest)

    def _draw(self, ax: Any) -> None:
        singles = self.importances.parameters[: self.n_parameters]
        pairs = [p for p in self.importances.pairs if p.share >= LEAST_SHOWN]
        pairs = pairs[: self.n_pairs]
        y = np.arange(len(singles))
        self.totals_ = ax.barh(
            y, [p.total for p in singles], THIN, color=SKY, label="with interactions"
        )
        self.shares_ = self._bars(ax, y, singles, BLUE, "alone")
        keys = [self.shares_, self.totals_]
        # a gap between the parameters and what comes below
        at = len(singles) + 0.4 + np.arange(len(pairs))
        self.pairs_ = None
        if pairs:
            self.pairs_ = self._bars(ax, at, pairs, ORANGE, "interaction of two")
            keys.append(self.pairs_)
        last = len(singles) + 0.4 * (1 + bool(pairs)) + len(pairs)
        noise, std = self.importances.noise, self.importances.noise_std
        self.noise_ = ax.barh(
            [last], [noise], THICK, xerr=[std], color=STOPPED, error_kw=_error_style()
        )
        labels = [*map(_label, [*singles, *pairs]), "(noise)"]
        ax.set_yticks([*y, *at, last], labels, fontsize=_font_size(len(labels)))
        ax.set_ylim(last + 0.6, -0.6)
        ax.set_xlim(0, None)
        ax.set_xlabel("share of the score's variance")
        self.equal_ = note_equal_scores(ax, self.results)
        ax.legend(handles=keys, loc="best", fontsize="small", framealpha=0.6)

    @staticmethod
    def _bars(
        ax: Any, y: Any, rows: Sequence[Importance], colour: str, label: str
    ) -> Any:
        return ax.barh(
            y,
            [row.share for row in rows],
            THICK,
            xerr=[row.share_std for row in rows],
            color=colour,
            error_kw=_error_style(),
            label=label,
        )


def _error_style() -> dict[str, Any]:
    return {"ecolor": text_colour(), "elinewidth": 1.0, "capsize": 2.5}


def _font_size(n_labels: int) -> str:
    return "x-small" if n_labels > 12 else "small" if n_labels > 6 else "medium"


def _label(row: Importance) -> str:
    both = [name for name in (row.parameter, row.other) if name]
    most = LONGEST // len(both)
    text = " and ".join(short_name(name, most) for name in both)
    place = short_name(row.alternative, LONGEST - 2)
    return f"{text}\n({place})" if place else text
