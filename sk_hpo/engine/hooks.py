"""What the caller of the engine decides or is notified of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sk_hpo.evaluate import Unit, failure
from sk_hpo.pool import WorkerLoss
from sk_hpo.trial import Candidate, ClosedTrial, SplitResult

if TYPE_CHECKING:
    from sk_hpo.descent_path import Path
    from sk_hpo.sharing.planning.plan import Plan


class Hooks:
    """Methods that the engine calls during a run.

    A subclass overrides those that it needs.
    """

    @property
    def may_stop(self) -> bool:
        """Whether `closed` may stop the run, so that trials should be complete soon."""
        return False

    def opened(self, candidate: Candidate) -> None:
        """Take note of a new candidate."""

    def plan(self, candidates: Sequence[Candidate]) -> Plan | None:
        """Return a plan for new candidates, or None to evaluate each separately."""
        return None

    def told(self, result: SplitResult, *, recalled: bool) -> None:
        """Take note of a result when it becomes known.

        Parameters
        ----------
        result : SplitResult
        recalled : bool
            Whether the result is from the journal, so that its fit was not run now.
        """

    def descended(self, path: Path) -> Path:
        """Return what of a descent's path the search is told and records."""
        return path

    def closed(self, trial: ClosedTrial) -> bool:
        """Take note of a trial, complete or stopped by a race.

        Trials come in the order of their candidates.

        Returns
        -------
        bool
            Whether to stop. If so, no more units are started, and the engine waits for
            those that are running.
        """
        return False

    def lost(self, unit: Unit, loss: WorkerLoss) -> SplitResult:
        """Return the result of a fit that killed its worker or exceeded its limit."""
        raise RuntimeError(failure(unit, loss.cause))
