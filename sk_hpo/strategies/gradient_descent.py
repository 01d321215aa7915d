"""Descents along the exact gradient, then real fits of the ends that they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from math import inf, isfinite
from typing import Any, Literal, NamedTuple

import numpy as np

from sk_hpo.descent_path import Path
from sk_hpo.gradients.descent.starts import apart, spread_starts
from sk_hpo.gradients.entry_names import nested
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.space.equal_choices import same
from sk_hpo.strategies.numerical_descent import SHRINK
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent, History, Trial

# Real fits confirm a prediction if the best score differs by at most MISSED times the
# absolute value of the prediction plus ROUNDING times the range of the predictions.
MISSED, ROUNDING = 1e-2, 1e-6
# The search also goes on near the ends if scores that have a gradient differ by more
# than this share of themselves and of the range: the optimum may be beside them.
SLIGHT = 1e-3
# How fast the region of that search shrinks after a contradiction: the model has told
# where good scores are, if not the best one. Measured on tuning problems of
# ``benchmarks/grad_fuzz.py``: with 0.4 after a slight one, 13 of 126 searches end at a
# worse score and one at a better one, with 0.94 of the fits.
SHRINK_MISSED = 0.6
# Warn of an error that is a larger share of the range of the predictions.
WARNED = 5e-3
# With an error beyond this share, the search does not continue near the ends.
USELESS = 0.1
# Another end of a branch is fitted if its predicted score is this close to the best.
CLOSE = 1e-3
# The note of candidates that were found by a descent.
BY_DESCENT = "descent"


def suggested_by_descent(trial: Trial) -> bool:
    """Return whether a descent along the exact gradient found a trial's candidate."""
    return (trial.candidate.note or {}).get("member") == BY_DESCENT


class Comparison(NamedTuple):
    """The predicted scores of descents beside the scores of real fits.

    Parameters
    ----------
    best : float
        The best prediction.
    width : float
        The range of the better three quarters of the predictions, since a single step
        that went much too far would dominate the range of all.
    real : float
        The best score of real fits, -inf if there is none.
    """

    best: float
    width: float
    real: float

    @classmethod
    def of(cls, paths: Sequence[Path], fitted: Iterable[Trial]) -> Comparison:
        """Compare the steps of paths with the trials of their ends."""
        scores = [step.score for path in paths for step in path.steps]
        usual = np.quantile([s for s in scores if isfinite(s)] or [0.0], 0.25)
        real = max((t.value for t in fitted if isfinite(t.value)), default=-inf)
        return cls(max(scores), max(max(scores) - float(usual), 0.0), real)

    def confirms(self, share: float) -> bool:
        """Return whether the best real score is the best prediction, up to a share.

        Better real scores contradict the equations too: the best is elsewhere then.
        """
        allowed = share * abs(self.best) + ROUNDING * self.width
        return abs(self.real - self.best) <= allowed

    def misses(self, share: float) -> bool:
        """Return whether real fits differ by more than a share of the range."""
        return abs(self.best - self.real) > share * self.width


def missed_prediction(history: History) -> tuple[float, float] | None:
    """Return the best predicted score and the best score of real fits, if they differ.

    Return None if the difference is small, absolutely or compared to the range of the
    predictions (the relative error of a log loss near 0 is easily large), or if nothing
    was fitted.
    """
    paths = [p for p in history.paths if p.steps and (p.exact or p.judged)]
    found = [trial for trial in history.trials if suggested_by_descent(trial)]
    if not paths or not any(isfinite(trial.value) for trial in found):
        return None
    compared = Comparison.of(paths, found)
    if compared.confirms(MISSED) or not compared.misses(WARNED):
        return None
    return compared.best, compared.real


def best_predicted(history: History) -> dict[str, Any]:
    """Return the parameters of the best predicted score."""
    path = max((p for p in history.paths if p.exact or p.judged), key=_predicted)
    best = max(path.steps, key=lambda step: step.score)
    return {**best.params, **path.fixed}


@dataclass(eq=False)
class GradientDescent(Strategy):
    """Suggests descents, and then the candidates that they found.

    There is one descent after another, branch by branch. The first descent of a branch
    starts from the best end so far, the others from points spread over its ranges. The
    search continues from the ends without gradient if

    - the descents followed a smooth loss, and the real score could not be computed,
    - a descent found that there is no gradient,
    - the branches do not cover the space, or
    - real fits do not confirm the predicted score, as when a solver stops long before
      its optimum. They may be better, too.

    Parameters
    ----------
    descents : sequence of Descent
        One for each branch.
    without_gradient : callable
        ``without_gradient(initial_points=..., near=..., shrink=...)`` returns the
        strategy that continues. It suggests the initial points first and, if `near`,
        searches close to them; see `NumericalDescent`.
    others : sequence of dict
        Candidates of branches without a range.
    complete : bool
        Whether descents and others cover the space.
    initial_points : sequence of dict
        Candidates that are evaluated too if the search continues without gradient, or
        if real fits differ a little from the predictions.
    n_starts : int or "auto", default=1
        Number of descents of a branch, from points that are spread over its ranges.
        "auto": one. Unless it is 1, the first one scans whole ranges.
    """

    descents: Sequence[Descent]
    without_gradient: Callable[..., Strategy]
    _: KW_ONLY
    others: Sequence[Mapping[str, Any]] = ()
    complete: bool = True
    initial_points: Sequence[Mapping[str, Any]] = ()
    n_starts: int | Literal["auto"] = 1

    def __post_init__(self) -> None:
        # a cache, since a strategy depends on its settings and the history only
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
        complete = [trial for trial in fitted if trial is not None]
        if len(complete) < len(fitted):
            return []
        compared = Comparison.of(trusted, complete)
        whole = self.complete and len(trusted) == len(paths)
        if not whole or not compared.confirms(MISSED):
            near = whole and not compared.misses(USELESS)
            shrink = SHRINK_MISSED if whole else SHRINK
            return self._follower(paths, near=near, shrink=shrink).ask(history, n)
        slight = compared.misses(SLIGHT) and not compared.confirms(SLIGHT)
        if slight and all(path.exact for path in paths):
            follower = self._follower(paths, near=True, shrink=SHRINK_MISSED)
            return follower.ask(history, n)
        if not compared.misses(WARNED):
            return []
        # a solver that stops early may favour the user's own settings
        others = [p for p in self.initial_points if _number_of(p, history) is None]
        return [(dict(point), {"member": BY_DESCENT}) for point in others[:n]]

    def _branches(self, paths: Sequence[Path]) -> Iterator[list[Descent]]:
        """Yield the descents of each branch, up to the first that has not been run."""
        first = 0
        for descent in self.descents:
            main = self._first_descent(descent, paths[:first])
            if first >= len(paths):
                yield [main]
                return
            n = 1 if self.n_starts == "auto" or not paths[first].ends else self.n_starts
            starts = spread_starts(descent.ranges, n - 1)
            yield [main, *(replace(descent, start=s, scan="none") for s in starts)]
            first += n

    def _first_descent(self, descent: Descent, paths: Sequence[Path]) -> Descent:
        """Return a branch's first descent, which starts from the best end so far."""
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
        """Return the candidates to evaluate, the best predicted score first.

        They are all ends of the first branch, since the user's settings may be among
        them, and one end of each other branch. Further descents of a branch add an end
        if it is another optimum that is nearly as good.
        """
        found: list[tuple[float, dict[str, Any]]] = []
        first = 0
        for branch in self._branches(paths):
            own = paths[first : first + len(branch)]
            ends = _worth_a_fit(own, branch[0].ranges, n_best=None if not first else 1)
            found += [(score, {**end, **branch[0].fixed}) for score, end in ends]
            first += len(branch)
        ordered = [end for _, end in sorted(found, key=lambda one: -one[0])]
        # spaces order parameters by name
        return [dict(sorted(nested(end).items())) for end in [*ordered, *self.others]]

    def _follower(
        self, paths: Sequence[Path], near: bool | None, *, shrink: float = SHRINK
    ) -> Strategy:
        """Return the strategy that continues after the last path, made once.

        `near` is None if the scores of the paths are no predictions.
        """
        if self._made is None or self._made[0] is not paths[-1]:
            ends, given = self._ends(paths), self.initial_points
            # ends with predicted scores have been fitted already
            points = [*given, *ends] if near is None else [*ends, *given]
            made = self.without_gradient(
                initial_points=points, near=bool(near), shrink=shrink
            )
            self._made = paths[-1], made
        return self._made[1]


def _number_of(end: Mapping[str, Any], history: History) -> int | None:
    """Return the id of the candidate with the parameters of an end, if there is one."""
    return next((c.id for c in history.candidates if _same(c.params, end)), None)


def _same(some: Any, other: Any) -> bool:
    if isinstance(some, Mapping) and isinstance(other, Mapping):
        names = some.keys()
        return names == other.keys() and all(_same(some[n], other[n]) for n in names)
    return type(some) is type(other) and same(some, other)


def _predicted(path: Path) -> float:
    return max((step.score for step in path.steps), default=-inf)


def _worth_a_fit(
    paths: Sequence[Path], ranges: Mapping[str, Range], n_best: int | None
) -> list[tuple[float, dict[str, float]]]:
    """Return ends of one branch, with their predicted scores.

    They are the first `n_best` of the best path, and the first of each other path if
    that is another optimum that is nearly as good.
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
