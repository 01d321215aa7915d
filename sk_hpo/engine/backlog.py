"""Units of work that wait for a worker, in order; groups are kept together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from sk_hpo.evaluate import MEMORY, Unit
from sk_hpo.trial import Candidate, SplitResult

if TYPE_CHECKING:
    from sk_hpo.sharing.planning.plan import Plan

Missing = tuple[Candidate, list[int]]

# Seconds to send one more chunk to a worker and its results back.
MESSAGE = 0.01


@dataclass
class _Work:
    """Adjacent units: those of a group on a split, or of one candidate.

    Units of a group are taken together.
    """

    units: list[Unit]
    group: int | None = None
    whole: bool = False  # must not be cut (again)
    alone: bool = False  # must be a chunk of its own


class Backlog:
    """The units that no worker has been given yet.

    Parameters
    ----------
    n_workers : int
        How many workers there are. Groups are cut if workers would be idle otherwise.
    """

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._works: deque[_Work] = deque()
        self._length = 0  # of the works
        self._held: deque[_Work] = deque()
        self._dropped: set[int] = set()
        self._plans: dict[int, tuple[Plan, Sequence[Candidate]]] = {}
        self._index: dict[int, int] = {}  # candidate id -> its index in its plan
        self._seconds: dict[int, float] = {}  # by candidate id, on its latest split

    def __len__(self) -> int:
        return self._length

    def add(self, opened: Sequence[Missing], plan: Plan | None = None) -> None:
        """Append candidates with their missing splits, grouped by `plan`."""
        for work in self._works_of(opened, plan):
            self._append(work)

    def hold(self, opened: Sequence[Missing], plan: Plan | None) -> None:
        """Append candidates whose units wait until they are released."""
        for work in self._works_of(opened, plan):
            if work.group is None:
                self._held.extend(_Work([unit]) for unit in work.units)
            else:
                self._held.append(work)

    def release(
        self, is_needed: Callable[[Unit], bool], rank: Callable[[Unit], Any]
    ) -> None:
        """Append the held units that are needed now, and order them all by `rank`."""
        held = sorted(self._held, key=lambda work: min(map(rank, work.units)))
        self._held = deque()
        for work in held:
            needed = [unit for unit in work.units if is_needed(unit)]
            self._append(_Work(needed, work.group))
            if len(needed) < len(work.units):
                work.units = [unit for unit in work.units if not is_needed(unit)]
                self._held.append(work)

    def drop(self, candidates: Collection[int]) -> None:
        """Remove the units of candidates, now and when they are put back."""
        if not candidates:
            return
        self._dropped.update(candidates)
        for work in (*self._works, *self._held):
            work.units = [u for u in work.units if u.candidate not in self._dropped]
        self._works = deque(work for work in self._works if work.units)
        self._held = deque(work for work in self._held if work.units)
        self._length = sum(len(work.units) for work in self._works)

    def take_held(self) -> list[Unit]:
        """Remove and return the first held units, for a worker that would be idle."""
        return self._held.popleft().units if self._held else []

    def _works_of(
        self, opened: Sequence[Missing], plan: Plan | None
    ) -> Iterator[_Work]:
        grouped: set[int] = set()
        if plan is not None:
            yield from self._groups_of(opened, plan)
            grouped.update(member for group in plan.groups for member in group.members)
        for index, (one, splits) in enumerate(opened):
            if index not in grouped:
                remembers = plan is not None and index in plan.remembering
                group = MEMORY if remembers else None
                yield _Work(
                    [Unit(one.id, one.params, split, group) for split in splits]
                )

    def _groups_of(self, opened: Sequence[Missing], plan: Plan) -> Iterator[_Work]:
        candidates = [candidate for candidate, _ in opened]
        for group in plan.groups:
            number = len(self._plans)
            self._plans[number] = plan, candidates
            self._index.update((candidates[m].id, m) for m in group.members)
            splits = sorted({split for m in group.members for split in opened[m][1]})
            for split in splits:
                units = [
                    Unit(one.id, one.params, split, number, m in group.joined)
                    for m, one in ((m, candidates[m]) for m in group.members)
                    if split in opened[m][1]
                ]
                yield _Work(units, number)

    def _append(self, work: _Work) -> None:
        if work.units:
            self._works.append(work)
            self._length += len(work.units)

    def put_back(self, units: Iterable[Unit], *, alone: bool = False) -> None:
        """Put units back that were taken but not run.

        Units without a group go to the front. The rest of a group goes after its other
        splits, so that all splits progress and candidates become complete.

        Parameters
        ----------
        units : iterable of Unit
        alone : bool
            Whether each must be a chunk of its own. Units of a group can't be.
        """
        returned = [unit for unit in units if unit.candidate not in self._dropped]
        self._length += len(returned)
        for unit in reversed(returned):
            if not _has_group(unit):
                self._works.appendleft(_Work([unit], alone=alone))
        keys = dict.fromkeys((u.group, u.split) for u in returned if _has_group(u))
        for group, split in keys:
            rest = [u for u in returned if (u.group, u.split) == (group, split)]
            later = (at for at, work in enumerate(self._works) if work.group != group)
            self._works.insert(next(later, len(self._works)), _Work(rest, group))

    def take(self, n: int) -> list[Unit]:
        """Remove and return up to `n` units, or all those of a group on a split."""
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
                room = n - len(taken)
                taken.extend(work.units[:room])
                del work.units[:room]
                if not work.units:
                    self._works.popleft()
        self._length -= len(taken)
        return taken

    def take_before(self, unit: Unit) -> list[Unit]:
        """Remove and return the units that come before `unit`, without their groups.

        They are ordered by candidate and split.
        """
        taken = [u for work in self._works for u in work.units if u.key < unit.key]
        for work in self._works:
            work.units = [u for u in work.units if u.key >= unit.key]
        self._works = deque(work for work in self._works if work.units)
        self._length -= len(taken)
        return [u.separate() for u in sorted(taken, key=lambda u: u.key)]

    def _pop_group(self) -> list[Unit]:
        """Remove and return the first group, or a part if workers would be idle."""
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
        """Record how long a fit took, to estimate those on other splits."""
        if result.candidate in self._index:
            self._seconds[result.candidate] = result.fit_time + result.score_time

    def _gains(self, units: Sequence[Unit], pieces: int) -> bool:
        """Return whether cutting a group gains more than it costs.

        Each piece has to repeat the shared work. On an earlier split one fit included
        that work; its cost is taken to be the time by which the longest fit exceeds the
        median.
        """
        seconds = [
            self._seconds[u.candidate] for u in units if u.candidate in self._seconds
        ]
        if len(seconds) < 2:
            return True  # the cost is not known yet, and workers are idle
        common = max(seconds) - median(seconds)
        gain = (1 - 1 / pieces) * (sum(seconds) - common)
        return gain > common * (pieces - 1) + MESSAGE

    def mates(self, chunk: Iterable[Unit]) -> list[tuple[int, dict[str, Any]]]:
        """Return ids and parameters of other candidates on the paths of a chunk."""
        found: list[tuple[int, dict[str, Any]]] = []
        inside: dict[int, list[int]] = {}
        for unit in chunk:
            if _has_group(unit) and unit.group is not None:
                inside.setdefault(unit.group, []).append(self._index[unit.candidate])
        for group, members in inside.items():
            plan, candidates = self._plans[group]
            mates = map(candidates.__getitem__, plan.mates(members))
            found.extend((mate.id, mate.params) for mate in mates)
        return found


def _has_group(unit: Unit) -> bool:
    return unit.group is not None and unit.group != MEMORY


def _pieces(units: list[Unit], n: int) -> list[list[Unit]]:
    """Cut units into up to `n` pieces of similar length; joined units stay together."""
    may_begin = [at for at, unit in enumerate(units) if at and not unit.joined]
    ends = {
        min(may_begin, key=lambda at: abs(at - k * len(units) / n))
        for k in range(1, n)
        if may_begin
    }
    return [units[a:b] for a, b in pairwise([0, *sorted(ends), len(units)])]
