"""What a search does at the events of the engine: callbacks, messages, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sk_hpo import engine
from sk_hpo._compat.sklearn_callback import EvaluationTasks
from sk_hpo._compat.versions import shares_fits
from sk_hpo.evaluate import Unit, failed, failure
from sk_hpo.history import History
from sk_hpo.pool import WorkerLoss
from sk_hpo.problem import Problem
from sk_hpo.search.session.candidate_groups import note_alone, plan_sharing
from sk_hpo.search.session.no_score_error import check_first_trials
from sk_hpo.search.session.progress.live_line import LiveLine
from sk_hpo.search.session.progress.log import log_candidate, log_failure
from sk_hpo.search.session.time_spent import TimeSpent
from sk_hpo.trial import Candidate, ClosedTrial, SplitResult, StoppedTrial

if TYPE_CHECKING:
    from sk_hpo.constraint import Constraint
    from sk_hpo.descent_path import Path
    from sk_hpo.search.session.recording import Recording
    from sk_hpo.sharing.planning.plan import Plan


@dataclass
class RoundHooks(engine.Hooks):
    """The engine's hooks for one round of candidates.

    Parameters
    ----------
    search : EngineSearch
    history : History
    problem : Problem
        The problem, with the splits of the round.
    listed : bool
        Whether the round's candidates were known before it began, not suggested.
    tasks : EvaluationTasks or None
        The tasks of scikit-learn's callbacks, if there are any.
    recording : Recording or None
        The search's part of its checkpoint.
    line : LiveLine
    constraint : Constraint or None
    spent : TimeSpent
    stopped_by : str
        The name of the callback that has stopped the search; empty if none has.
    """

    search: Any
    history: History
    problem: Problem
    listed: bool
    tasks: EvaluationTasks | None
    recording: Recording | None
    line: LiveLine
    constraint: Constraint | None
    spent: TimeSpent
    stopped_by: str = ""

    def __post_init__(self) -> None:
        self._first = len(self.history.candidates)
        self._n_trials = self.history.n_trials
        self._n_units = self.line.n_units

    @property
    def may_stop(self) -> bool:
        return bool(self.search._callbacks())

    def opened(self, candidate: Candidate) -> None:
        self.search._opened(candidate)
        if self.recording is not None:
            self.recording.opened(candidate, self.problem)
        if self.tasks is not None and not self.history.races:
            start = self._task_id(candidate.id, 0)
            self.tasks.announce(range(start, start + self.history.n_splits))

    def plan(self, candidates: Sequence[Candidate]) -> Plan | None:
        made = self._plan(candidates)
        self.spent.planned()
        return made

    def _plan(self, candidates: Sequence[Candidate]) -> Plan | None:
        if not self.search.share_fits:
            reason = "share_fits is False"
        elif not shares_fits():
            reason = "this scikit-learn is newer, and lacks what shared fits need"
        elif self.tasks is not None:
            reason = "scikit-learn's callbacks need each fit to be run separately"
        else:
            return plan_sharing(
                candidates,
                self.problem,
                self.history,
                complete=self.listed,
                resource=self.search._resource_of_rounds,
            )
        note_alone(candidates, self.history, reason)
        return None

    def told(self, result: SplitResult, *, recalled: bool) -> None:
        if recalled and self.recording is not None:
            self.recording.recalled(result)
        if recalled and self.tasks is not None:
            self.tasks.recall(self._task_id(result.candidate, result.split))
        log_failure(result, self.history, self.search)
        n_new = self.history.n_trials - self._n_trials
        for trial in self.history.newest(n_new):
            self.line.trial(trial)
        self._n_trials += n_new
        self.line.n_units = self._n_units - self.history.n_skipped
        self.line.show(self.history.n_results)

    def descended(self, path: Path) -> Path:
        if self.constraint is None:
            return path
        # Imported here because other searches need not load gradients.
        from sk_hpo.strategies.allowed_paths import allowed_part

        return allowed_part(path, self.constraint)

    def closed(self, trial: ClosedTrial) -> bool:
        log_candidate(trial, self.search)
        calls = self.search._callbacks()
        returned = [call(trial, self.search) for call in calls]
        if any(returned) and not self.stopped_by:
            self.stopped_by = name_of(calls[[bool(r) for r in returned].index(True)])
        if not self.listed and not isinstance(trial, StoppedTrial):
            check_first_trials(trial, self.history, self.search)
        return self.stopped

    @property
    def stopped(self) -> bool:
        """Whether a callback has stopped the search."""
        return bool(self.stopped_by)

    def lost(self, unit: Unit, loss: WorkerLoss) -> SplitResult:
        if self.problem.error_score == "raise":
            return super().lost(unit, loss)
        result = failed(self.problem, unit, failure(unit, loss.cause))
        limit = self.search.fit_timeout if loss.overtime else None
        return replace(result, time_limit=limit)

    def _task_id(self, candidate: int, split: int) -> int:
        n = self.history.n_splits  # of row sets, those of each level
        return (candidate - self._first) * n + split % n


def name_of(callback: Any) -> str:
    """Return the name of a function, or of an object's class."""
    return str(getattr(callback, "__name__", type(callback).__name__))
