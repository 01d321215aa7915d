"""Several strategies one after another, each with a number of candidates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.strategy import PriorTrials, Strategy, Suggestion
from sk_hpo.trial import Descent


@dataclass(eq=False)
class Budgeted(Strategy):
    """Asks strategies one after another, each for a number of candidates.

    When a strategy has no more suggestions, the next one is asked. The key "budget" in
    a candidate's note is the number of its strategy.

    Parameters
    ----------
    make : callable
        ``make(i, first)`` returns strategy i, whose candidates have ids from `first`
        on.
    budgets : sequence of int
        Number of candidates of each strategy.
    """

    make: Callable[[int, int], Strategy]
    budgets: Sequence[int]

    def __post_init__(self) -> None:
        # made once, since a strategy depends on its settings and the history only
        self._strategy = cache(self.make)

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        k = len(history.candidates)
        i, first = self._current(history)
        while i < len(self.budgets) and n > 0:
            left = self.budgets[i] - (k - first)
            asked = self._strategy(i, first).ask(history, min(n, left)) if left else ()
            if asked:
                return [_numbered(suggestion, i) for suggestion in asked]
            if left and (history.pending or history.running):
                # it may have more suggestions later
                return []
            i, first = i + 1, k
        return []

    def _current(self, history: History) -> tuple[int, int]:
        """Return the number of the last strategy, and its first candidate's id."""
        numbers = [(c.note or {}).get("budget", 0) for c in history.candidates]
        last: int = numbers[-1] if numbers else 0
        return last, numbers.index(last) if numbers else 0


def _numbered(suggestion: Suggestion | Descent, i: int) -> Suggestion | Descent:
    if isinstance(suggestion, Descent):
        return suggestion
    params, note = suggestion
    return params, {**(note or {}), "budget": i}


def budgeted(
    space: Space,
    make: Callable[..., Strategy],
    *,
    initial_points: Sequence[Mapping[str, Any]] = (),
    prior: PriorTrials = (),
) -> Strategy:
    """Make a strategy for a space, or one for each alternative if there are budgets.

    Parameters
    ----------
    space : Space
    make : callable
        ``make(space, initial_points=..., prior=..., first=...)`` returns a strategy for
        a space, whose candidates have ids from `first` on.
    initial_points : sequence of dict
        Complete candidates. With budgets, each belongs to the first alternative that
        contains it.
    prior : sequence of (dict, float)
        Candidates and scores, which belong to alternatives in the same way.

    Returns
    -------
    Strategy
    """
    if space.budgets is None:
        return make(space, initial_points=initial_points, prior=prior, first=0)
    parts = space.parts

    def home(params: Mapping[str, Any]) -> int | None:
        return next((i for i, p in enumerate(parts) if p.contains(params)), None)

    def make_part(i: int, first: int) -> Strategy:
        return make(
            parts[i],
            initial_points=[p for p in initial_points if home(p) == i],
            prior=[(p, value) for p, value in prior if home(p) == i],
            first=first,
        )

    return Budgeted(make_part, space.budgets)
