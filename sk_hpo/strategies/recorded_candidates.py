"""Candidates that were recorded by an earlier call of the same search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent, History


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
