"""Candidates that are known in advance: listed, or recorded by an earlier call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sk_hpo.history import History
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent


@dataclass(eq=False)
class Listed(Strategy):
    """Suggests the candidates of a list, in order.

    Parameters
    ----------
    params : sequence of dict
        The candidates' parameters.
    first : int, default=0
        The id of the first one in the history.
    notes : sequence of dict, default=()
        Their notes, one for each candidate. Empty: they have none.
    """

    params: Sequence[dict[str, Any]]
    first: int = 0
    notes: Sequence[dict[str, Any]] = ()

    def ask(self, history: History, n: int) -> list[Suggestion]:
        start = len(history.candidates) - self.first
        now = range(start, min(start + n, len(self.params)))
        return [(self.params[k], self.notes[k] if self.notes else None) for k in now]


@dataclass(eq=False)
class Opening(Strategy):
    """Suggests some candidates first, and then those of a strategy.

    Parameters
    ----------
    params : sequence of dict
        The candidates with which the search opens.
    strategy : Strategy
        Continues after them.
    """

    params: Sequence[dict[str, Any]]
    strategy: Strategy

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        k = len(history.candidates)
        if k < len(self.params):
            return [(one, {"member": "initial"}) for one in self.params[k : k + n]]
        return self.strategy.ask(history, n)

    def spent(self, history: History) -> float:
        return self.strategy.spent(history)


@dataclass(eq=False)
class Recorded(Strategy):
    """Suggests the recorded candidates, then those of a strategy.

    The strategy would suggest the recorded candidates too, but that takes time, and
    other versions of a library may round differently.

    Parameters
    ----------
    candidates : sequence of (params, note)
        The candidates in the order of the search, from the first one on.
    strategy : Strategy
        Continues after them.
    """

    candidates: Sequence[Suggestion]
    strategy: Strategy

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        k = len(history.candidates)
        if k < len(self.candidates):
            return self.candidates[k : k + n]
        return self.strategy.ask(history, n)

    def spent(self, history: History) -> float:
        return self.strategy.spent(history)
