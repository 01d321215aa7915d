"""Units that wait for a worker, in order; those that have work in common together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sk_hpo.evaluate import Unit
from sk_hpo.trial import Candidate

if TYPE_CHECKING:
    from sk_hpo.sharing.plan import Plan

Missing = tuple[Candidate, list[int]]


@dataclass
class _Work:
    """Units that are taken one after another.

    Those of a group are of one fold, and taken at once; others are of one candidate.
    """

    units: list[Unit]
    group: int | None = None
    whole: bool = False  # not to be split (again)


class Backlog:
    """What is to be done, and has not been given to a worker.

    Parameters
    ----------
    n_workers : int
        How many there are; none is to stand idle while another has all the work.
    """

    def __init__(self, n_workers: int) -> None:
        self._n_workers = n_workers
        self._works: deque[_Work] = deque()
        self._length = 0
        self._n_groups = 0
        self._plans: dict[int, tuple[Plan, Sequence[Candidate]]] = {}
        self._index: dict[int, int] = {}  # of a candidate in its plan

    def __len__(self) -> int:
        return self._length

    def add(
        self,
        opened: Sequence[Missing],
        plan: Callable[[Sequence[Candidate]], Plan] | None = None,
    ) -> None:
        """Append candidates with the folds that they lack, grouped by `plan`."""
        grouped: set[int] = set()
        if plan is not None and len(opened) > 1:
            grouped = self._add_groups(opened, plan([one for one, _ in opened]))
        for index, (candidate, folds) in enumerate(opened):
            if index not in grouped:
                self._append(_Work([Unit.of(candidate, fold) for fold in folds]))

    def _add_groups(self, opened: Sequence[Missing], plan: Plan) -> set[int]:
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
        return {member for group in plan.groups for member in group.members}

    def _append(self, work: _Work) -> None:
        if work.units:
            self._works.append(work)
            self._length += len(work.units)

    def put_back(self, units: Iterable[Unit]) -> None:
        """Put units that were not run before all others of their kind.

        What is left of a group goes behind its other folds, so that they proceed
        together and candidates become complete.
        """
        returned = list(units)
        self._length += len(returned)
        alone = [unit for unit in returned if unit.group is None]
        for unit in reversed(alone):
            self._works.appendleft(_Work([unit]))
        keys = dict.fromkeys((u.group, u.fold) for u in returned if u.group is not None)
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

    def _pop_group(self) -> list[Unit]:
        """The units of the first work; part of them, if workers would stand idle."""
        work = self._works.popleft()
        pieces = self._n_workers // (len(self._works) + 1)
        cut = 0 if work.whole or pieces < 2 else _cut(work.units, pieces)
        if not cut:
            return work.units
        first, rest = work.units[:cut], work.units[cut:]
        self._works.appendleft(_Work(rest, work.group, whole=pieces == 2))
        return first

    def mates(self, chunk: Iterable[Unit]) -> list[dict[str, Any]]:
        """Parameters of candidates on the same paths that are not in a chunk."""
        found: list[dict[str, Any]] = []
        inside: dict[int, list[int]] = {}
        for unit in chunk:
            if unit.group is not None:
                inside.setdefault(unit.group, []).append(self._index[unit.candidate])
        for group, members in inside.items():
            plan, candidates = self._plans[group]
            found.extend(candidates[mate].params for mate in plan.mates(members))
        return found


def _cut(units: Sequence[Unit], pieces: int) -> int:
    """Where the first of so many pieces ends: next to where it would if all could."""
    wanted = len(units) / pieces
    ends = [at for at, unit in enumerate(units) if at and not unit.joined]
    return min(ends, key=lambda at: abs(at - wanted), default=0)
