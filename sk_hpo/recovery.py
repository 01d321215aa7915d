"""What becomes of units whose worker has died, or was stopped.

A unit that may not be to blame is run again. One whose worker has died of it twice, or
that has taken longer than its limit on its own, has failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sk_hpo.evaluate import Unit
from sk_hpo.pool import Loss

# A worker may die of what another one does, such as filling the memory: once is chance.
DEATHS = 2
# Where nothing can be said about whose fault it is: a bound, so that there is an end.
LOSSES = 20


@dataclass(frozen=True)
class Verdict:
    """What to do with each of the units.

    Parameters
    ----------
    again : sequence of Unit
        To be run again.
    alone : sequence of Unit
        To be run again, each as a task of its own.
    failed : sequence of Unit
        To be told of as failed.
    """

    again: Sequence[Unit] = ()
    alone: Sequence[Unit] = ()
    failed: Sequence[Unit] = ()


class Recovery:
    """Remembers how often workers have died of which unit."""

    def __init__(self) -> None:
        self._deaths: Counter[Hashable] = Counter()
        self._losses: Counter[Hashable] = Counter()

    def has_failed(self, work: Hashable, loss: Loss) -> bool:
        """Whether what was a task of its own is not to be run again.

        Parameters
        ----------
        work : hashable
            By which it is known when it is lost again.
        loss : Loss
        """
        self._losses[work] += 1
        if loss.at != "unknown":
            self._deaths[work] += loss.deaths
        given_up = self._losses[work] > LOSSES or self._deaths[work] >= DEATHS
        return given_up or loss.overtime

    def judge(self, units: Sequence[Unit], loss: Loss) -> Verdict:
        """Say what to do with the units of a lost task that have no result.

        Parameters
        ----------
        units : sequence of Unit
            In the order in which they were to be run, at least one.
        loss : Loss
            Why the task has not come to its end.
        """
        first = units[0]
        number = first.candidate, first.fold
        self._losses[number] += 1
        if self._losses[number] > LOSSES:
            return Verdict(again=units[1:], failed=[first])
        if loss.at == "unknown":
            return Verdict(again=units)
        if loss.at == "task" and len(units) > 1:
            return Verdict(alone=[_separate(unit) for unit in units])
        if first.group is not None:
            # What it shares may be to blame, or may be what takes so long.
            return Verdict(again=[_freed(unit, first) for unit in units])
        self._deaths[number] += loss.deaths
        if loss.overtime or self._deaths[number] >= DEATHS:
            return Verdict(again=units[1:], failed=[first])
        return Verdict(again=units)


def _separate(unit: Unit) -> Unit:
    return replace(unit, group=None, joined=False)


def _freed(unit: Unit, first: Unit) -> Unit:
    """Return the unit without its group, if it is that of `first`."""
    same = (unit.group, unit.fold) == (first.group, first.fold)
    return _separate(unit) if same else unit
