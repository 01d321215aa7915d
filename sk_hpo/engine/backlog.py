"""Units that wait for a worker, in order; units that share work are kept together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from sk_hpo.evaluate import MEMORY, Unit
from sk_hpo.trial import Candidate, SplitResult

if TYPE_CHECKING:
    from sk_hpo.sharing.planning.plan import Plan

Missing = tuple[Candidate, list[int]]

# Seconds that it takes to send one more chunk to a worker and back.
MESSAGE = 0.01


@dataclass
class _Work:
    """Units that are taken one after another.

    Units of a group have the same split and are taken at once. Other units are of one
    candidate.
    """

    units: list[Unit]
    group: int | None = None
    whole: bool = False  # must not be split (again)
    alone: bool = False  # is a chunk of its own


class Backlog:
    """The units that no worker has been given yet.

    Parameters
    ----------
    n_workers : int
        How many workers there are. Groups are split where workers would be idle.
    """

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._works: deque[_Work] = deque()
        self._length = 0
        self._n_groups = 0
        self._plans: dict[int, tuple[Plan, Sequence[Candidate]]] = {}
        self._index: dict[int, int] = {}  # candidate id -> its index in its plan
        self._seconds: dict[int, float] = {}  # by candidate id, of its latest split

    def __len__(self) -> int:
        return self._length

    def add(self, opened: Sequence[Missing], plan: Plan | None = None) -> None:
        """Append candidates with their missing splits, grouped by `plan`."""
        grouped: set[int] = set()
        if plan is not None:
            self._add_groups(opened, plan)
            grouped.update(member for group in plan.groups for member in group.members)
        for index, (candidate, splits) in enumerate(opened):
            if index not in grouped:
                remembers = plan is not None and index in plan.remembering
                group = MEMORY if remembers else None
                self._append(
                    _Work([Unit.of(candidate, split, group) for split in splits])
                )

    def _add_groups(self, opened: Sequence[Missing], plan: Plan) -> None:
        candidates = [candidate for candidate, _ in opened]
        for group in plan.groups:
            number = self._n_groups
            self._n_groups += 1
            self._plans[number] = plan, candidates
            self._index.update((candidates[m].id, m) for m in group.members)
            splits = sorted({split for m in group.members for split in opened[m][1]})
            for split in splits:
                units = [
                    Unit.of(candidates[m], split, number, joined=m in group.joined)
                    for m in group.members
                    if split in opened[m][1]
                ]
                self._append(_Work(units, number))

    def _append(self, work: _Work) -> None:
        if work.units:
            self._works.append(work)
            self._length += len(work.units)

    def put_back(self, units: Iterable[Unit], *, alone: bool = False) -> None:
        """Put units back that were taken and not run.

        Units without a group go to the front. The rest of a group goes behind its other
        splits, so that the splits proceed together and candidates become complete.

        Parameters
        ----------
        units : iterable of Unit
        alone : bool
            Whether each will be a chunk of its own. Units of a group can't be.
        """
        returned = list(units)
        self._length += len(returned)
        for unit in reversed(returned):
            if not _has_group(unit):
                self._works.appendleft(_Work([unit], alone=alone))
        keys = dict.fromkeys((u.group, u.split) for u in returned if _has_group(u))
        for group, split in keys:
            rest = [u for u in returned if (u.group, u.split) == (group, split)]
            place = 0
            while place < len(self._works) and self._works[place].group == group:
                place += 1
            self._works.insert(place, _Work(rest, group))

    def take(self, n: int) -> list[Unit]:
        """Remove and return up to `n` units, but all those of a group on a split."""
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
        """Remove and return the units that come before `unit`, without their groups.

        They are ordered by candidate and split.
        """
        at = unit.candidate, unit.split
        taken = [
            replace(one, group=None, joined=False)
            for work in self._works
            for one in work.units
            if (one.candidate, one.split) < at
        ]
        for work in self._works:
            work.units = [u for u in work.units if (u.candidate, u.split) >= at]
        self._works = deque(work for work in self._works if work.units)
        self._length -= len(taken)
        return sorted(taken, key=lambda one: (one.candidate, one.split))

    def _pop_group(self) -> list[Unit]:
        """Remove and return the first group, or part of it if workers would be idle."""
        work = self._works.popleft()
        pieces = self.n_workers // (len(self._works) + 1)
        if work.whole or pieces < 2 or not self._gains(work.units, pieces):
            return work.units
        first, *others = _pieces(work.units, pieces)
        self._works.extendleft(
            _Work(units, work.group, whole=True) for units in reversed(others)
        )
        return first

    def measured(self, result: SplitResult) -> None:
        """Note how long a fit took, as a guess for its candidate's other splits."""
        if result.candidate in self._index:
            self._seconds[result.candidate] = result.fit_time + result.score_time

    def _gains(self, units: Sequence[Unit], pieces: int) -> bool:
        """Return whether splitting a group gains more than it costs.

        Each piece has to repeat the work that the units have in common. On an earlier
        split one of them did it, and took that much longer than the median.
        """
        seconds = [
            self._seconds[u.candidate] for u in units if u.candidate in self._seconds
        ]
        if len(seconds) < 2:
            return True  # nothing is known yet, and workers are idle
        usual = median(seconds)
        common = max(seconds) - usual
        gain = (1 - 1 / pieces) * (sum(seconds) - common)
        return gain > common * (pieces - 1) + MESSAGE

    def mates(self, chunk: Iterable[Unit]) -> list[tuple[int, dict[str, Any]]]:
        """Return ids and parameters of candidates on a chunk's paths but not in it."""
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
    """Cut units into up to `n` pieces of about equal length, joined ones together."""
    may_begin = [at for at, unit in enumerate(units) if at and not unit.joined]
    ends = {
        min(may_begin, key=lambda at: abs(at - k * len(units) / n))
        for k in range(1, n)
        if may_begin
    }
    return [units[a:b] for a, b in pairwise([0, *sorted(ends), len(units)])]
