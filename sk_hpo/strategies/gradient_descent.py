"""Descent of the exact gradient, then real fits of what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent, History


class GradientDescent(Strategy):
    """Asks for one descent, and then for the candidates that it found worth a fit.

    Where the descent followed a stand-in for the score, or found that there is no
    gradient after all, the search goes on from there without gradient.

    Parameters
    ----------
    descent : Descent
        What is followed, and from where.
    without_gradient : callable
        ``without_gradient(initial_points)`` gives the strategy that goes on, from
        candidates that it suggests first.
    initial_points : sequence of dict
        Where it begins if the descent has found nothing.
    """

    def __init__(
        self,
        descent: Descent,
        without_gradient: Callable[[Sequence[Mapping[str, Any]]], Strategy],
        *,
        initial_points: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.descent = descent
        self.without_gradient = without_gradient
        self.initial_points = initial_points

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        if n < 1 or history.descending:
            return []
        if not history.paths:
            return [self.descent]
        path = history.paths[0]
        k = len(history.candidates)
        if path.exact and path.ends:
            return [(dict(end), {"member": "descent"}) for end in path.ends[k : k + n]]
        return self.without_gradient(path.ends or self.initial_points).ask(history, n)
