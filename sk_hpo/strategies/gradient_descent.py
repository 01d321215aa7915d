"""Descents of the exact gradient, then real fits of what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite
from numbers import Real
from typing import Any, Literal

import numpy as np

from sk_hpo.gradients.descent.starts import apart, spread_starts
from sk_hpo.gradients.entries import nested
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.path import Path
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent, History, Trial

# By what share of itself the score of a real fit may be worse than its prediction.
MISSED = 1e-2
# Of what share of what the search was about the user is told.
NOT_LITTLE = 5e-3
# Beyond this share of it predictions are no guide, and the search begins anew.
MUCH = 0.1
# And of the range of the predictions, where the best score is 0.
ROUNDING = 1e-6
# Another end of a branch is fitted too if its predicted score is so near to the best.
CLOSE = 1e-3
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
    return _is_off(paths, fitted)


def promised_at(history: History) -> dict[str, Any]:
    """Give the parameters of the best score that descents predicted."""
    path = max((p for p in history.paths if p.exact or p.judged), key=_predicted)
    best = max(path.steps, key=lambda step: step.score)
    return {**best.params, **path.fixed}


def _is_off(
    paths: Sequence[Path], fitted: Sequence[Trial]
) -> tuple[float, float] | None:
    """Give the best prediction and the best real score, unless they are all but one."""
    real = max(trial.value for trial in fitted)
    best, about = _best_and_range(paths)
    return (best, real) if best - real > NOT_LITTLE * about else None


class GradientDescent(Strategy):
    """Asks for descents, and then for the candidates that they found worth a fit.

    One branch after another: the first descent of each begins where the best so far has
    ended, the others at starts of their own, from which they go downhill. The search
    goes on from the ends without gradient where the descents followed a stand-in
    for the score and could not tell the score itself, one found that there is no
    gradient after all, they do not go through the whole space, or were wrong: where no
    real fit has the score that they predict, as when a solver stops long before its
    optimum.

    Parameters
    ----------
    descents : sequence of Descent
        What is followed, and from where: one a branch.
    without_gradient : callable
        ``without_gradient(initial_points, near)`` gives the strategy that goes on, from
        candidates that it suggests first; `near`: in their surroundings.
    others : sequence of dict
        Complete candidates besides, of branches in which nothing moves.
    complete : bool
        Whether descents and others are the whole space.
    initial_points : sequence of dict
        What is fitted, besides, if it goes on without gradient, or if real fits are a
        little off what was predicted.
    n_starts : int or "auto", default=1
        How many descents a branch has, the others from starts that are spread over its
        ranges; "auto": one. Unless it is 1, the first one looks at whole ranges.
    """

    def __init__(
        self,
        descents: Sequence[Descent],
        without_gradient: Callable[[Sequence[Mapping[str, Any]], bool], Strategy],
        *,
        others: Sequence[Mapping[str, Any]] = (),
        complete: bool = True,
        initial_points: Sequence[Mapping[str, Any]] = (),
        n_starts: int | Literal["auto"] = 1,
    ) -> None:
        self.descents = descents
        self.without_gradient = without_gradient
        self.others = others
        self.complete = complete
        self.initial_points = initial_points
        self.n_starts = n_starts
        # Remade at will: a strategy depends on its settings and the history only.
        self._made: tuple[Path, Strategy] | None = None

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        if n < 1 or history.descending:
            return []
        paths = history.paths
        agenda = [descent for branch in self._branches(paths) for descent in branch]
        if len(paths) < len(agenda):
            return [agenda[len(paths)]]
        trusted = [path for path in paths if path.exact or path.judged]
        if not trusted:
            return self._follower(paths, None).ask(history, n)
        ends = self._ends(paths)
        numbers = [_number_of(end, history) for end in ends]
        new = [end for end, number in zip(ends, numbers, strict=True) if number is None]
        if new:
            return [(end, {"member": BY_DESCENT}) for end in new[:n]]
        fitted = [history.trial(number) for number in numbers if number is not None]
        if None in fitted:
            return []
        whole = self.complete and len(trusted) == len(paths)
        if whole and _kept_its_promise(trusted, fitted):
            return self._in_doubt(trusted, fitted, history)[:n]
        near = whole and _is_a_guide(trusted, fitted)
        return self._follower(paths, near=near).ask(history, n)

    def _in_doubt(
        self, paths: Sequence[Path], fitted: Sequence[Trial | None], history: History
    ) -> list[Suggestion]:
        """The points that are given, if real fits are off by something.

        As where a solver stops early, which may serve the user's own settings.
        """
        known = [t for t in fitted if t is not None and isfinite(t.value)]
        if _is_off(paths, known) is None:
            return []
        new = [p for p in self.initial_points if _number_of(p, history) is None]
        return [(dict(point), {"member": BY_DESCENT}) for point in new]

    def _branches(self, paths: Sequence[Path]) -> Iterator[list[Descent]]:
        """Give the descents of each branch, up to the first that is to be followed."""
        first = 0
        for descent in self.descents:
            begun = self._begun(descent, paths[:first])
            if first >= len(paths):
                yield [begun]
                return
            starts = self._further(descent, paths[first])
            yield [begun, *(replace(descent, start=s, scan="none") for s in starts)]
            first += 1 + len(starts)

    def _further(self, descent: Descent, path: Path) -> list[dict[str, float]]:
        """Give where more descents of a branch begin, after its first one."""
        if not path.ends or self.n_starts == "auto":
            return []
        return spread_starts(descent.ranges, self.n_starts - 1)

    def _begun(self, descent: Descent, paths: Sequence[Path]) -> Descent:
        """Give a branch's first descent, from the best end so far as far as it goes."""
        if self.n_starts != 1:
            descent = replace(descent, scan="whole")
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
        have where they began. Of a branch with several starts other ends count if they
        are another optimum, and nearly as good.
        """
        found: list[tuple[float, dict[str, Any]]] = []
        first = 0
        for branch in self._branches(paths):
            own = paths[first : first + len(branch)]
            ends = _worth_a_fit(own, branch[0].ranges, n_best=None if not first else 1)
            found += [(score, {**end, **branch[0].fixed}) for score, end in ends]
            first += len(branch)
        ordered = [end for _, end in sorted(found, key=lambda one: -one[0])]
        # in the order that spaces have
        return [dict(sorted(nested(end).items())) for end in [*ordered, *self.others]]

    def _follower(self, paths: Sequence[Path], near: bool | None) -> Strategy:
        """Make what goes on after the last path; once, since it keeps what it knows.

        `near` is None where no score of theirs is a prediction.
        """
        if self._made is None or self._made[0] is not paths[-1]:
            ends, given = self._ends(paths), self.initial_points
            # those of paths whose scores are predictions have been fitted
            points = [*given, *ends] if near is None else [*ends, *given]
            self._made = paths[-1], self.without_gradient(points, bool(near))
        return self._made[1]


def _number_of(end: Mapping[str, Any], history: History) -> int | None:
    """Which candidate an end is; those of a descent that was cut may come before it."""
    for candidate in history.candidates:
        if _same(candidate.params, end):
            return candidate.id
    return None


def _same(some: Any, other: Any) -> bool:
    if isinstance(some, Mapping) and isinstance(other, Mapping):
        names = some.keys()
        return names == other.keys() and all(_same(some[n], other[n]) for n in names)
    # choices may be arrays: those that are the same are one object
    plain = isinstance(some, str | Real | tuple) and type(some) is type(other)
    return some is other or (plain and bool(some == other))


def _predicted(path: Path) -> float:
    return max((step.score for step in path.steps), default=-inf)


def _worth_a_fit(
    paths: Sequence[Path], ranges: Mapping[str, Range], n_best: int | None
) -> list[tuple[float, dict[str, float]]]:
    """Give ends of one branch, with their predicted scores.

    So many of the best path, and of each other one the best, if that is nearly as good
    and not the same again.
    """
    found: list[tuple[float, dict[str, float]]] = []
    least = max(map(_predicted, paths))
    least -= CLOSE * abs(least)
    for path in sorted(paths, key=lambda path: -_predicted(path)):
        score, worth = _predicted(path), path.ends[: 1 if found else n_best]
        found += [
            (score, end)
            for end in worth
            if not found
            or (score >= least and all(apart(end, one, ranges) for _, one in found))
        ]
    return found


def _kept_its_promise(paths: Sequence[Path], fitted: Sequence[Trial | None]) -> bool:
    """Whether some real fit of their ends is as good as the best prediction."""
    best, about = _best_and_range(paths)
    least = best - MISSED * abs(best) - ROUNDING * about
    return any(trial is not None and trial.value >= least for trial in fitted)


def _is_a_guide(paths: Sequence[Path], fitted: Sequence[Trial | None]) -> bool:
    """Whether real fits are off by little of what the search was about."""
    best, about = _best_and_range(paths)
    return any(t is not None and t.value >= best - MUCH * about for t in fitted)


def _best_and_range(paths: Sequence[Path]) -> tuple[float, float]:
    """Give the best prediction, and how much of the score a search was about.

    That is how far the better three quarters of the steps are from the best: the worst
    may be one step that went much too far.
    """
    scores = [step.score for path in paths for step in path.steps]
    usual = np.quantile([s for s in scores if isfinite(s)] or [0.0], 0.25)
    return max(scores), max(max(scores) - float(usual), 0.0)
