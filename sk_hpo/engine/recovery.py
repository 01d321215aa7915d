"""What happens to units of work whose worker died or was killed.

A unit has failed if its worker died twice, or if it exceeded its time limit while it
ran separately. Otherwise it is run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sk_hpo.evaluate import Unit
from sk_hpo.pool import WorkerLoss

# One death proves nothing: another worker may have used up the memory.
DEATHS = 2
# A bound for work whose losses never show what caused them.
LOSSES = 20


@dataclass(frozen=True)
class Verdict:
    """What to do with each of the units.

    Parameters
    ----------
    again : sequence of Unit
        Units to run again.
    alone : sequence of Unit
        Units to run again, each as a chunk of its own.
    failed : sequence of Unit
        Units that have failed.
    """

    again: Sequence[Unit] = ()
    alone: Sequence[Unit] = ()
    failed: Sequence[Unit] = ()


class Recovery:
    """Counts the losses of each unit, and the deaths of workers that it caused."""

    def __init__(self) -> None:
        self._deaths: Counter[Hashable] = Counter()
        self._losses: Counter[Hashable] = Counter()

    def has_failed(self, work: Hashable, loss: WorkerLoss) -> bool:
        """Return whether lost work that was a task of its own has failed.

        Parameters
        ----------
        work : hashable
            What identifies the work if it is lost again.
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
        self._losses[first.key] += 1
        if self._losses[first.key] > LOSSES:
            return Verdict(again=units[1:], failed=[first])
        if loss.at == "unknown":
            return Verdict(again=units)
        if loss.at == "task" and len(units) > 1:
            return Verdict(alone=[unit.separate() for unit in units])
        if first.group is not None:
            # The shared work may have killed the worker or taken too long.
            group = first.group, first.split
            return Verdict(
                again=[
                    u.separate() if (u.group, u.split) == group else u for u in units
                ]
            )
        self._deaths[first.key] += loss.deaths
        if loss.overtime or self._deaths[first.key] >= DEATHS:
            return Verdict(again=units[1:], failed=[first])
        return Verdict(again=units)
