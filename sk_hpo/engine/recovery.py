"""What happens to units whose worker died or was killed.

A unit that may not be the cause is run again. A unit has failed if it killed its worker
twice, or exceeded its time limit while it ran alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sk_hpo.evaluate import Unit
from sk_hpo.pool import WorkerLoss

# A worker may die because another one filled the memory, so one death proves nothing.
DEATHS = 2
# A bound for the case that the cause never becomes known.
LOSSES = 20


@dataclass(frozen=True)
class Verdict:
    """What to do with each of the units.

    Parameters
    ----------
    again : sequence of Unit
        Units to run again.
    alone : sequence of Unit
        Units to run again, each as a task of its own.
    failed : sequence of Unit
        Units that have failed.
    """

    again: Sequence[Unit] = ()
    alone: Sequence[Unit] = ()
    failed: Sequence[Unit] = ()


class Recovery:
    """Counts how often each unit killed its worker, or may have."""

    def __init__(self) -> None:
        self._deaths: Counter[Hashable] = Counter()
        self._losses: Counter[Hashable] = Counter()

    def has_failed(self, work: Hashable, loss: WorkerLoss) -> bool:
        """Return whether work that was a task of its own has failed.

        Parameters
        ----------
        work : hashable
            Identifies the work if it is lost again.
        loss : WorkerLoss
        """
        self._losses[work] += 1
        if loss.at != "unknown":
            self._deaths[work] += loss.deaths
        given_up = self._losses[work] > LOSSES or self._deaths[work] >= DEATHS
        return given_up or loss.overtime

    def judge(self, units: Sequence[Unit], loss: WorkerLoss) -> Verdict:
        """Decide what to do with the units of a lost task that have no result.

        Parameters
        ----------
        units : sequence of Unit
            At least one, in the order in which they would have run.
        loss : WorkerLoss
            Why the task did not finish.
        """
        first = units[0]
        number = first.candidate, first.split
        self._losses[number] += 1
        if self._losses[number] > LOSSES:
            return Verdict(again=units[1:], failed=[first])
        if loss.at == "unknown":
            return Verdict(again=units)
        if loss.at == "task" and len(units) > 1:
            return Verdict(alone=[_separate(unit) for unit in units])
        if first.group is not None:
            # The shared work may be what killed the worker or took so long.
            return Verdict(
                again=[
                    _separate(unit) if _same_group(unit, first) else unit
                    for unit in units
                ]
            )
        self._deaths[number] += loss.deaths
        if loss.overtime or self._deaths[number] >= DEATHS:
            return Verdict(again=units[1:], failed=[first])
        return Verdict(again=units)


def _separate(unit: Unit) -> Unit:
    return replace(unit, group=None, joined=False)


def _same_group(unit: Unit, other: Unit) -> bool:
    return (unit.group, unit.split) == (other.group, other.split)
