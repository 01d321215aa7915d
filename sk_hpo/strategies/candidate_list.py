"""A fixed list of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import History


@dataclass(eq=False)
class Listed(Strategy):
    """Suggests the candidates of a list, in order.

    Parameters
    ----------
    params : sequence of dict
        The candidates' parameters.
    first : int, default=0
        The id of the first one in the history.
    """

    params: Sequence[dict[str, Any]]
    first: int = 0

    def ask(self, history: History, n: int) -> list[Suggestion]:
        start = len(history.candidates) - self.first
        return [(params, None) for params in self.params[start : start + n]]
