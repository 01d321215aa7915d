"""Units that wait for a worker, in order; those that have work in common together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from sk_hpo.evaluate import MEMORY, Unit
from sk_hpo.trial import Candidate, FoldResult

if TYPE_CHECKING:
    from sk_hpo.sharing.planning.plan import Plan

Missing = tuple[Candidate, list[int]]

# Seconds that a chunk more takes on its way to a worker and back.
MESSAGE = 0.01


@dataclass
class _Work:
    """Units that are taken one after another.

    Those of a group are of one fold, and taken at once; others are of one candidate.
    """

    units: list[Unit]
    group: int | None = None
    whole: bool = False  # not to be split (again)
    alone: bool = False  # a chunk of its own


class Backlog:
    """What is to be done, and has not been given to a worker.

    Parameters
    ----------
    n_workers : int
        How many there are; none is to stand idle while another has all the work.
    """

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._works: deque[_Work] = deque()
        self._length = 0
        self._n_groups = 0
        self._plans: dict[int, tuple[Plan, Sequence[Candidate]]] = {}
        self._index: dict[int, int] = {}  # of a candidate in its plan
        self._seconds: dict[int, float] = {}

    def __len__(self) -> int:
        return self._length

    def add(
        self,
        opened: Sequence[Missing],
        plan: Callable[[Sequence[Candidate]], Plan | None] | None = None,
    ) -> None:
        """Append candidates with the folds that they lack, grouped by `plan`."""
        made = None if plan is None else plan([candidate for candidate, _ in opened])
        grouped: set[int] = set()
        if made is not None:
            self._add_groups(opened, made)
            grouped.update(member for group in made.groups for member in group.members)
        for index, (candidate, folds) in enumerate(opened):
            if index not in grouped:
                remembers = made is not None and index in made.remembering
                group = MEMORY if remembers else None
                self._append(_Work([Unit.of(candidate, fold, group) for fold in folds]))

    def _add_groups(self, opened: Sequence[Missing], plan: Plan) -> None:
        candidates = [candidate for candidate, _ in opened]
        for group in plan.groups:
            number = self._n_groups
            self._n_groups += 1
            self._plans[number] = plan, candidates
            self._index.update((candidates[m].id, m) for m in group.members)
            folds = sorted({fold for m in group.members for fold in opened[m][1]})
            for fold in folds:
                units = [
                    Unit.of(candidates[m], fold, number, joined=m in group.joined)
                    for m in group.members
                    if fold in opened[m][1]
                ]
                self._append(_Work(units, number))

    def _append(self, work: _Work) -> None:
        if work.units:
            self._works.append(work)
            self._length += len(work.units)

    def put_back(self, units: Iterable[Unit], *, alone: bool = False) -> None:
        """Put units that were not run before all others of their kind.

        What is left of a group goes behind its other folds, so that they proceed
        together and candidates become complete. With `alone` each will be a chunk of
        its own; none may be of a group.
        """
        returned = list(units)
        self._length += len(returned)
        for unit in reversed(returned):
            if not _has_group(unit):
                self._works.appendleft(_Work([unit], alone=alone))
        keys = dict.fromkeys((u.group, u.fold) for u in returned if _has_group(u))
        for group, fold in keys:
            rest = [u for u in returned if (u.group, u.fold) == (group, fold)]
            place = 0
            while place < len(self._works) and self._works[place].group == group:
                place += 1
            self._works.insert(place, _Work(rest, group))

    def take(self, n: int) -> list[Unit]:
        """Remove up to `n` units and return them; of a group all that are on a fold."""
        taken: list[Unit] = []
        while self._works:
            work = self._works[0]
            if work.alone:
                if not taken:
                    taken.extend(self._works.popleft().units)
                break
            if work.group is not None:
                if taken and len(taken) + len(work.units) > n:
                    break
                taken.extend(self._pop_group())
            elif len(taken) >= n:
                break
            else:
                now, later = work.units[: n - len(taken)], work.units[n - len(taken) :]
                self._works.popleft()
                taken.extend(now)
                if later:
                    self._works.appendleft(_Work(later))
        self._length -= len(taken)
        return taken

    def take_before(self, unit: Unit) -> list[Unit]:
        """Remove the units of earlier candidates, and those on its earlier splits.

        In order, and out of their groups.
        """
        at = unit.candidate, unit.fold
        taken = [
            replace(one, group=None, joined=False)
            for work in self._works
            for one in work.units
            if (one.candidate, one.fold) < at
        ]
        for work in self._works:
            work.units = [u for u in work.units if (u.candidate, u.fold) >= at]
        self._works = deque(work for work in self._works if work.units)
        self._length -= len(taken)
        return sorted(taken, key=lambda one: (one.candidate, one.fold))

    def _pop_group(self) -> list[Unit]:
        """Pop the units of the first work, or some of them if workers would be idle."""
        work = self._works.popleft()
        pieces = self.n_workers // (len(self._works) + 1)
        if work.whole or pieces < 2 or not self._gains(work.units, pieces):
            return work.units
        first, *others = _pieces(work.units, pieces)
        self._works.extendleft(
            _Work(units, work.group, whole=True) for units in reversed(others)
        )
        return first

    def measured(self, result: FoldResult) -> None:
        """Remember how long a result took, to estimate its candidate's other folds."""
        if result.candidate in self._index:
            self._seconds[result.candidate] = result.fit_time + result.score_time

    def _gains(self, units: Sequence[Unit], pieces: int) -> bool:
        """Whether cutting units apart gains more than it costs.

        Each piece has to begin with what they have in common. On an earlier fold that
        fell to one of them, which took that much longer than is usual.
        """
        seconds = [
            self._seconds[u.candidate] for u in units if u.candidate in self._seconds
        ]
        if len(seconds) < 2:
            return True  # not known yet, and workers stand idle
        usual = median(seconds)
        common = max(seconds) - usual
        gain = (1 - 1 / pieces) * (sum(seconds) - common)
        return gain > common * (pieces - 1) + MESSAGE

    def mates(self, chunk: Iterable[Unit]) -> list[tuple[int, dict[str, Any]]]:
        """Ids and parameters of those on the same paths that are not in a chunk."""
        found: list[tuple[int, dict[str, Any]]] = []
        inside: dict[int, list[int]] = {}
        for unit in chunk:
            if _has_group(unit) and unit.group is not None:
                inside.setdefault(unit.group, []).append(self._index[unit.candidate])
        for group, members in inside.items():
            plan, candidates = self._plans[group]
            mates = [candidates[mate] for mate in plan.mates(members)]
            found.extend((mate.id, mate.params) for mate in mates)
        return found


def _has_group(unit: Unit) -> bool:
    return unit.group is not None and unit.group != MEMORY


def _pieces(units: list[Unit], n: int) -> list[list[Unit]]:
    """Up to `n` pieces of about equal length; what is joined stays together."""
    may_begin = [at for at, unit in enumerate(units) if at and not unit.joined]
    ends = {
        min(may_begin, key=lambda at: abs(at - k * len(units) / n))
        for k in range(1, n)
        if may_begin
    }
    return [units[a:b] for a, b in pairwise([0, *sorted(ends), len(units)])]
