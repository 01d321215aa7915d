"""Descent of the exact gradient, then real fits of what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sk_hpo.gradients.descent import Path
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent, History, Trial

# By what share of itself the score of a real fit may be worse than its prediction.
MISSED = 1e-2
# And of the range of the predictions, where the best score is 0.
ROUNDING = 1e-6
# What the note of a candidate says that a descent has found.
BY_DESCENT = "descent"


def suggested_by_descent(trial: Trial) -> bool:
    """Whether a trial is of a candidate that a descent of the exact gradient found."""
    return (trial.candidate.note or {}).get("member") == BY_DESCENT


class GradientDescent(Strategy):
    """Asks for one descent, and then for the candidates that it found worth a fit.

    The search goes on from there without gradient where the descent followed a stand-in
    for the score and could not tell the score itself, found that there is no gradient
    after all, or was wrong: where no real fit has the score that it predicts, as when a
    solver stops long before its optimum.

    Parameters
    ----------
    descent : Descent
        What is followed, and from where.
    without_gradient : callable
        ``without_gradient(initial_points)`` gives the strategy that goes on, from
        candidates that it suggests first.
    initial_points : sequence of dict
        What is fitted, besides, if it goes on without gradient.
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
        # Remade at will: a strategy depends on its settings and the history only.
        self._made: tuple[Path, Strategy] | None = None

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        if n < 1 or history.descending:
            return []
        if not history.paths:
            return [self.descent]
        path = history.paths[0]
        k, last = len(history.candidates), len(path.ends)
        trusted = path.exact or path.judged
        if trusted and k < last:
            ends = self._candidates(path)[k : k + n]
            return [(end, {"member": BY_DESCENT}) for end in ends]
        fitted = [history.trial(number) for number in range(last)]
        if trusted and (None in fitted or _kept_its_promise(path, fitted)):
            return []
        return self._follower(path).ask(history, n)

    def _candidates(self, path: Path) -> list[dict[str, Any]]:
        return [{**end, **self.descent.fixed} for end in path.ends]

    def _follower(self, path: Path) -> Strategy:
        """Make what goes on after a path; once, since it keeps what it has encoded."""
        if self._made is None or self._made[0] is not path:
            ends, given = self._candidates(path), self.initial_points
            # those of a path whose scores are predictions have been fitted
            fitted = path.exact or path.judged
            points = [*ends, *given] if fitted else [*given, *ends]
            self._made = path, self.without_gradient(points)
        return self._made[1]


def _kept_its_promise(path: Path, fitted: Sequence[Trial | None]) -> bool:
    """Whether some real fit of its ends is as good as predicted."""
    scores = [step.score for step in path.steps]
    best, worst = max(scores), min(scores)
    least = best - MISSED * abs(best) - ROUNDING * (best - worst)
    return any(trial is not None and trial.value >= least for trial in fitted)
