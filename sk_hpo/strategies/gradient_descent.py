"""Descents of the exact gradient, then real fits of what they found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from sk_hpo.gradients.descent import Path
from sk_hpo.gradients.entries import nested
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


def broken_promise(history: History) -> tuple[float, float] | None:
    """Give what descents predicted and what the best of their real fits has instead.

    None if it is as predicted, but for little of what the search was about (a log loss
    near 0 is soon missed by its own size), or if nothing was predicted or fitted.
    """
    paths = [p for p in history.paths if p.steps and (p.exact or p.judged)]
    found = [trial for trial in history.trials if suggested_by_descent(trial)]
    fitted = [trial for trial in found if isfinite(trial.value)]
    if not paths or not fitted or _kept_its_promise(paths, fitted):
        return None
    real = max(trial.value for trial in fitted)
    scores = [step.score for path in paths for step in path.steps]
    best, worst = max(scores), min(scores)
    return (best, real) if best - real > MISSED * (best - worst) else None


class GradientDescent(Strategy):
    """Asks for descents, and then for the candidates that they found worth a fit.

    One branch after another: each descent begins where the best so far has ended. The
    search goes on from there without gradient where the descents followed a stand-in
    for the score and could not tell the score itself, one found that there is no
    gradient after all, they do not go through the whole space, or were wrong: where no
    real fit has the score that they predict, as when a solver stops long before its
    optimum.

    Parameters
    ----------
    descents : sequence of Descent
        What is followed, and from where.
    without_gradient : callable
        ``without_gradient(initial_points)`` gives the strategy that goes on, from
        candidates that it suggests first.
    others : sequence of dict
        Complete candidates besides, of branches in which nothing moves.
    complete : bool
        Whether descents and others are the whole space.
    initial_points : sequence of dict
        What is fitted, besides, if it goes on without gradient.
    """

    def __init__(
        self,
        descents: Sequence[Descent],
        without_gradient: Callable[[Sequence[Mapping[str, Any]]], Strategy],
        *,
        others: Sequence[Mapping[str, Any]] = (),
        complete: bool = True,
        initial_points: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.descents = descents
        self.without_gradient = without_gradient
        self.others = others
        self.complete = complete
        self.initial_points = initial_points
        # Remade at will: a strategy depends on its settings and the history only.
        self._made: tuple[Path, Strategy] | None = None

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        if n < 1 or history.descending:
            return []
        paths = history.paths
        if len(paths) < len(self.descents):
            return [self._next(paths)]
        trusted = [path for path in paths if path.exact or path.judged]
        if not trusted:
            return self._follower(paths, fitted=False).ask(history, n)
        ends = self._ends(paths)
        k, last = len(history.candidates), len(ends)
        if k < last:
            return [(end, {"member": BY_DESCENT}) for end in ends[k : k + n]]
        fitted = [history.trial(number) for number in range(last)]
        if None in fitted:
            return []
        whole = self.complete and len(trusted) == len(paths)
        if whole and _kept_its_promise(trusted, fitted):
            return []
        return self._follower(paths, fitted=True).ask(history, n)

    def _next(self, paths: Sequence[Path]) -> Descent:
        """Give the next descent, from the best end so far as far as it goes."""
        descent = self.descents[len(paths)]
        ended = [path for path in paths if path.ends]
        if not ended:
            return descent
        best = max(ended, key=_predicted).ends[0]
        start = {**(descent.start or {}), **best}
        if not start.keys() >= descent.ranges.keys():
            return descent
        return replace(descent, start={name: start[name] for name in descent.ranges})

    def _ends(self, paths: Sequence[Path]) -> list[dict[str, Any]]:
        """Give the candidates that are worth a fit, the most promising first.

        The first descent has the user's settings among its ends, those of others may
        have where they began.
        """
        numbers = [i for i, path in enumerate(paths) if path.ends]
        ends: list[dict[str, Any]] = []
        for i in sorted(numbers, key=lambda i: -_predicted(paths[i])):
            worth = paths[i].ends if i == 0 else paths[i].ends[:1]
            ends += [{**end, **self.descents[i].fixed} for end in worth]
        # in the order that spaces have
        return [dict(sorted(nested(end).items())) for end in [*ends, *self.others]]

    def _follower(self, paths: Sequence[Path], *, fitted: bool) -> Strategy:
        """Make what goes on after the last path; once, since it keeps what it knows."""
        if self._made is None or self._made[0] is not paths[-1]:
            ends, given = self._ends(paths), self.initial_points
            # those of paths whose scores are predictions have been fitted
            points = [*ends, *given] if fitted else [*given, *ends]
            self._made = paths[-1], self.without_gradient(points)
        return self._made[1]


def _predicted(path: Path) -> float:
    return max((step.score for step in path.steps), default=-inf)


def _kept_its_promise(paths: Sequence[Path], fitted: Sequence[Trial | None]) -> bool:
    """Whether some real fit of their ends is as good as the best prediction."""
    scores = [step.score for path in paths for step in path.steps]
    best, worst = max(scores), min(scores)
    least = best - MISSED * abs(best) - ROUNDING * (best - worst)
    return any(trial is not None and trial.value >= least for trial in fitted)
