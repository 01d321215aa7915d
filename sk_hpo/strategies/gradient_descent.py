"""Descents along the exact gradient, then real fits of the ends that they found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from itertools import takewhile
from typing import Any, Literal

from sk_hpo.descent_path import Path
from sk_hpo.gradients.descent.starts import apart, spread_starts
from sk_hpo.gradients.entry_names import nested
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.history import History
from sk_hpo.space.equal_choices import same
from sk_hpo.strategies.numerical_descent import SHRINK
from sk_hpo.strategies.predicted_scores import (
    BY_DESCENT,
    CLOSE,
    MISSED,
    WARNED,
    Comparison,
    predicted_score,
)
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Descent

# The search also goes on near the ends if scores that have a gradient differ by more
# than this share of themselves and of the range: the optimum may be beside them.
SLIGHT = 1e-3
# How fast the region of that search shrinks after a contradiction: the model has told
# where good scores are, if not the best one. Measured on tuning problems of
# ``benchmarks/grad_fuzz.py``: with 0.4 after a slight one, 13 of 126 searches end at a
# worse score and one at a better one, with 0.94 of the fits.
SHRINK_MISSED = 0.6
# With an error beyond this share, the search does not continue near the ends.
USELESS = 0.1


@dataclass(eq=False)
class GradientDescent(Strategy):
    """Suggests descents, and then the candidates that they found.

    There is one branch after another. Its first descent starts from the best end so
    far. The others start from points spread over its ranges, and run at once. The
    search continues from the ends without gradient if

    - the descents followed a smooth loss, and the real score could not be computed,
    - a descent found that there is no gradient,
    - the branches do not cover the space,
    - a constraint refuses the best step of a descent, or all of its steps, or
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
    n_more : int, default=0
        Number of descents that follow at the end, in several ranges of the best branch,
        if all were exact and real fits confirm them. They go downhill from points that
        are spread over the ranges, and have to beat the best score.
    """

    descents: Sequence[Descent]
    without_gradient: Callable[..., Strategy]
    _: KW_ONLY
    others: Sequence[Mapping[str, Any]] = ()
    complete: bool = True
    initial_points: Sequence[Mapping[str, Any]] = ()
    n_starts: int | Literal["auto"] = 1
    n_more: int = 0

    def __post_init__(self) -> None:
        # a cache, since a strategy depends on its settings and the history only
        self._made: tuple[Path, Strategy] | None = None

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        if n < 1:
            return []
        if (descents := self._missing(history)) is not None:
            return descents[:n]
        paths = history.paths
        trusted = [path for path in paths if _predicts(path)]
        first = paths[: self._n_first(paths)]
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
        whole = self.complete and all(map(_predicts, first))
        if not whole or not compared.confirms(MISSED):
            near = whole and not compared.misses(USELESS)
            shrink = SHRINK_MISSED if whole else SHRINK
            return self._follower(paths, near=near, shrink=shrink).ask(history, n)
        if any(path.moved for path in paths):
            # the best of what is allowed need not be near to it
            return self._follower(paths, near=False).ask(history, n)
        slight = compared.misses(SLIGHT) and not compared.confirms(SLIGHT)
        if slight and all(path.exact for path in first):
            follower = self._follower(paths, near=True, shrink=SHRINK_MISSED)
            return follower.ask(history, n)
        if not compared.misses(WARNED):
            more = self._more(paths)
            return [one for one in more if history.path(one.number) is None][:n]
        # a solver that stops early may favour the user's own settings
        others = [p for p in self.initial_points if _number_of(p, history) is None]
        return [(dict(point), {"member": BY_DESCENT}) for point in others[:n]]

    def _more(self, paths: Sequence[Path]) -> list[Descent]:
        """Return the descents of the best branch from other starts."""
        first = self._n_first(paths)
        home = self._best_branch(paths)[0]
        if len(home.ranges) < 2 or not all(path.exact for path in paths[:first]):
            return []
        beat = max(map(predicted_score, paths[:first]))
        further = replace(home, scan="none", beat=beat, n_beside=max(self.n_more, 1))
        starts = enumerate(spread_starts(home.ranges, self.n_more), first)
        return [replace(further, start=start, number=i) for i, start in starts]

    def _n_first(self, paths: Sequence[Path]) -> int:
        """Return the number of descents without those that follow at the end."""
        return sum(map(len, self._branches(paths)))

    def _best_branch(self, paths: Sequence[Path]) -> list[Descent]:
        """Return the descents of the branch with the best predicted score."""

        def score(branch: list[Descent]) -> float:
            return max(predicted_score(paths[one.number]) for one in branch)

        return max(self._branches(paths), key=score)

    def _missing(self, history: History) -> list[Descent] | None:
        """Return the descents to begin now; None if all have ended."""
        numbers = range(history.n_descents)
        known = takewhile(lambda path: path is not None, map(history.path, numbers))
        paths = [path for path in known if path is not None]
        number = 0
        for branch in self._branches(paths):
            number += len(branch)
            missing = [one for one in branch if history.path(one.number) is None]
            if missing:
                return [one for one in missing if one.number not in history.running]
        if history.n_descents == number:
            return None
        more = [one for one in self._more(paths) if history.path(one.number) is None]
        return [d for d in more if d.number not in history.running] if more else None

    def _branches(self, paths: Sequence[Path]) -> Iterator[list[Descent]]:
        """Yield the descents of each branch, up to the first that has not been run."""
        first = 0
        for descent in self.descents:
            main = replace(self._first_descent(descent, paths[:first]), number=first)
            if first >= len(paths):
                yield [main]
                return
            n = 1 if self.n_starts == "auto" or not paths[first].ends else self.n_starts
            others = replace(descent, scan="none", n_beside=max(n - 1, 1))
            starts = enumerate(spread_starts(descent.ranges, n - 1), first + 1)
            yield [main, *(replace(others, start=s, number=i) for i, s in starts)]
            first += n

    def _first_descent(self, descent: Descent, paths: Sequence[Path]) -> Descent:
        """Return a branch's first descent, which starts from the best end so far."""
        if self.n_starts != 1:
            descent = replace(descent, scan="whole")
        ended = [path for path in paths if path.ends]
        if not ended:
            return descent
        best = max(ended, key=predicted_score).ends[0]
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
        first, home = 0, self._best_branch(paths)[0].number
        more = paths[self._n_first(paths) :]
        for branch in self._branches(paths):
            own = list(paths[first : first + len(branch)])
            own += more if branch[0].number == home else []
            worth = _worth_a_fit(own, branch[0].ranges, n_best=None if not first else 1)
            found += [(score, {**end, **branch[0].fixed}) for score, end in worth]
            first += len(branch)
        ordered = [end for _, end in sorted(found, key=lambda one: -one[0])]
        # spaces order parameters by name
        ends = [dict(sorted(nested(end).items())) for end in [*ordered, *self.others]]
        distinct: list[dict[str, Any]] = []  # branches may overlap
        for end in ends:
            if not any(_same(end, other) for other in distinct):
                distinct.append(end)
        return distinct

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


def _predicts(path: Path) -> bool:
    """Return whether a path has predicted scores; a constraint may leave it none."""
    return (path.exact or path.judged) and bool(path.steps)


def _number_of(end: Mapping[str, Any], history: History) -> int | None:
    """Return the id of the candidate with the parameters of an end, if there is one."""
    return next((c.id for c in history.candidates if _same(c.params, end)), None)


def _same(some: Any, other: Any) -> bool:
    if isinstance(some, Mapping) and isinstance(other, Mapping):
        names = some.keys()
        return names == other.keys() and all(_same(some[n], other[n]) for n in names)
    return type(some) is type(other) and same(some, other)


def _worth_a_fit(
    paths: Sequence[Path], ranges: Mapping[str, Range], n_best: int | None
) -> list[tuple[float, dict[str, float]]]:
    """Return ends of one branch, with their predicted scores.

    They are the first `n_best` of the best path, and the first of each other path if
    that is another optimum that is nearly as good.
    """
    found: list[tuple[float, dict[str, float]]] = []
    least = max(map(predicted_score, paths))
    least -= CLOSE * abs(least)
    for path in sorted(paths, key=lambda path: -predicted_score(path)):
        score, worth = predicted_score(path), path.ends[: 1 if found else n_best]
        found += [
            (score, end)
            for end in worth
            if not found
            or (score >= least and all(apart(end, one, ranges) for _, one in found))
        ]
    return found
