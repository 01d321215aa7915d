"""The loop: ask the strategy, have workers run fits, tell the history.

A unit of work is a candidate on a split. Short units are sent in chunks worth about
0.1 s, by measured times, so that messages take little time compared with the fits. A
free worker gets work at once; nothing waits for a batch to be complete.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sk_hpo.descent_path import Path
from sk_hpo.engine.ahead import Ahead
from sk_hpo.engine.backlog import Backlog
from sk_hpo.engine.chunk_sizes import ChunkSizes
from sk_hpo.engine.hooks import Hooks
from sk_hpo.engine.recovery import Recovery
from sk_hpo.engine.round_race import RoundRace
from sk_hpo.evaluate import Round, Unit, evaluate, follow
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.pool import Outcome, Pool, WorkerLoss
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Candidate, Descent, SplitResult

if TYPE_CHECKING:
    from sk_hpo.racing.race import Race

# A step of a descent fits on every split and computes a gradient, so its time limit is
# that of this many fits on each split.
FITS_OF_A_STEP = 2
# Seconds that workers may take to send the results of their last fits.
MESSAGES = 0.1
UNBOUNDED = 2**63
NEVER = float("inf")


@contextmanager
def _without_collection() -> Iterator[None]:
    """Switch the garbage collector off while many long-lived objects are created.

    Otherwise it takes a quarter of the time of reading 100,000 candidates from a file.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(eq=False)
class Loop:
    """Evaluates what a strategy suggests.

    Parameters
    ----------
    strategy : Strategy
        Suggests candidates.
    history : History
        It is told each result before the next one is taken.
    pool : Pool
        Where units run. It is left open.
    handle : object
        The pool's handle of the workplace that units need.
    journal : Journal
        Records every event.
    n_candidates : int
        The most candidates to evaluate besides those of `history`.
    until : float
        The time, by `time.monotonic`, after which no fit is started. Tasks may still be
        running then; the pool stops them when it is closed.
    fit_seconds : float or None
        The time limit for one fit and its scoring.
    hooks : Hooks
        What the caller decides or is notified of.
    race : Race or None
        Decides which splits a candidate is given, and when it is closed. None: all.
    runs_ahead : bool
        Whether a worker that would be idle runs units that the race may not need.
    begun : Ahead or None
        What was run ahead for this round. The strategy has to suggest all candidates of
        such a round at once.
    ahead : Ahead or None
        What a worker that would be idle runs ahead for the next round.
    """

    strategy: Strategy
    history: History
    _: KW_ONLY
    pool: Pool
    handle: Any
    journal: Journal
    n_candidates: int = UNBOUNDED
    until: float = NEVER
    fit_seconds: float | None = None
    hooks: Hooks = field(default_factory=Hooks)
    race: Race | None = None
    runs_ahead: bool = True
    begun: Ahead | None = None
    ahead: Ahead | None = None

    def __post_init__(self) -> None:
        n = 0 if self.n_candidates == UNBOUNDED else self.n_candidates  # for messages
        self.now = Round(len(self.history.candidates), n)
        self.units = Backlog(self.pool.n_workers)
        self.sizes = ChunkSizes(self.pool.n_workers)
        self.recovery = Recovery()
        self.raced = None
        if self.race is not None:
            args = self.race, self.history, self.journal, self.units
            self.raced = RoundRace(*args)
        # By ticket. A descent takes the place of a chunk of units.
        self.chunks: dict[int, list[Unit] | Descent] = {}
        self.next_trial = self.now.first
        self.longest = 0.0  # seconds of a fit with its scoring
        self.stopped = False
        # Whether another process writes to the journal and may have run waiting units.
        self.others_write = False

    def run(self) -> None:
        """Run until the strategy suggests nothing and no task runs, or until a limit.

        Raises
        ------
        Exception
            The error of a fit, a scorer or a hook. The history has all results so far.
        """
        try:
            while True:
                self._dispatch()
                if not self._n_running:
                    break
                outcome = self.pool.next_done(self._patience())
                if outcome is not None:
                    self._take(outcome)
                elif self._patience() == 0.0:
                    break
        except BaseException:
            self._keep_done()
            raise
        if not self._goes_on():
            # Candidates after an incomplete one may be complete.
            for trial in self.history.closed:
                if trial.candidate.id >= self.next_trial:
                    self.hooks.closed(trial)

    @property
    def _n_running(self) -> int:
        """How many tasks of this round run, those begun ahead of it too."""
        return len(self.chunks) + (len(self.begun.running) if self.begun else 0)

    def _dispatch(self) -> None:
        # The number of workers of a cluster changes.
        self.units.n_workers = self.sizes.n_workers = self.pool.n_workers
        most_running = self.sizes.most_running(self.pool)
        while self._goes_on() and self.pool.running < most_running:
            if not self.units and self._ask():
                continue  # the journal may know the results, and a hook may stop
            chunk = self._next_chunk()
            if not chunk:
                self._run_ahead()
                return
            self.others_write |= self.journal.has_news()
            if self.others_write:
                chunk = self._not_known(chunk)
                if not chunk or self.stopped:
                    continue
            task = partial(evaluate, soon=True) if self.hooks.may_stop else evaluate
            mates = self.units.mates(chunk)
            ticket = self._submit(task, self.handle, self.now, chunk, mates)
            self.chunks[ticket] = chunk

    def _submit(self, task: Any, handle: Any, *what: Any) -> int:
        """Have a worker evaluate units; return the ticket."""
        until = self.until if self.pool.has_this_clock else NEVER
        args = *what, self._seconds_left(), until
        return self.pool.submit(task, handle, *args, limit=self.fit_seconds)

    def _run_ahead(self) -> None:
        """Give workers that would wait for this round's end units of the next one."""
        if self.ahead is None or self.pool.in_this_thread:
            return
        if not self.pool.can_stop and (self.hooks.may_stop or self.until < NEVER):
            return  # a search that is stopped would wait for these fits
        while self._n_running and self.pool.running < self.pool.n_workers:
            unit = self.ahead.next(self.history)
            if unit is None:
                return
            handle = self.ahead.following.handle
            ticket = self._submit(evaluate, handle, self.ahead.now, [unit], ())
            self.ahead.running[ticket] = unit

    def _next_chunk(self) -> list[Unit]:
        if self.units:
            return self.units.take(self.sizes.next(len(self.units)))
        # A race may turn out not to need what workers run ahead of it.
        runs_ahead = self.runs_ahead and not self.pool.in_this_thread
        return self.units.take_held() if runs_ahead else []

    def _seconds_left(self) -> float:
        return self.until - time.monotonic()

    def _goes_on(self) -> bool:
        return not self.stopped and self._seconds_left() > 0

    def _patience(self) -> float | None:
        """Return the seconds to wait for running tasks; None: until they end."""
        if self.until == NEVER:
            return None
        return max(0.0, self._seconds_left() + self.longest + MESSAGES)

    def _ask(self) -> bool:
        """Open what the strategy suggests; return whether it suggests anything."""
        n_opened = len(self.history.candidates) - self.now.first
        if n_opened >= self.n_candidates:
            return False
        asked = self.strategy.ask(self.history, self.n_candidates - n_opened)
        opened = []
        for one in asked:
            if isinstance(one, Descent):
                self.history.running[one.number] = one
                self._follow(one)
            else:
                opened.append(self.history.open(*one))
        if not opened:
            return bool(asked)
        if self.raced is not None:
            self.raced.open(opened)
        self.journal.opened(opened)
        for candidate in opened:
            self.hooks.opened(candidate)
        begun = self._take_up(opened)
        missing = [
            (one, [k for k in self.history.missing(one) if (one.id, k) not in begun])
            for one in opened
        ]
        plan = self.hooks.plan(opened)
        if self.raced is None:
            self.units.add(missing, plan)
        else:
            self.raced.add(missing, plan)
        return True

    def _take_up(self, opened: list[Candidate]) -> set[tuple[int, int]]:
        """Tell what is known of new candidates; return the keys of fits that run."""
        early = self._tell_early(opened)
        for result in self._known(opened):
            if (result.candidate, result.split) not in early:
                self._recall(result)
            if self.stopped:
                break
        return self._adopt_running(opened)

    def _tell_early(self, opened: list[Candidate]) -> set[tuple[int, int]]:
        """Tell the results of units that were run ahead; return their keys."""
        results = self.begun.adopt(opened) if self.begun is not None else []
        rest = iter(results)
        try:
            for result in rest:
                self._tell(result)
        except BaseException:
            self._keep([], rest)
            raise
        return {(result.candidate, result.split) for result in results}

    def _adopt_running(self, opened: list[Candidate]) -> set[tuple[int, int]]:
        """Take over the units that were begun ahead; return their keys."""
        if self.begun is None:
            return set()
        missing = {(one.id, k) for one in opened for k in self.history.missing(one)}
        # what the journal knows by now is not needed
        running = {t: u for t, u in self.begun.running.items() if u.key in missing}
        self.begun.running.clear()
        self.chunks.update({ticket: [unit] for ticket, unit in running.items()})
        return {unit.key for unit in running.values()}

    def _known(self, opened: list[Candidate]) -> list[SplitResult]:
        """Return the results of candidates that the journal has."""
        with _without_collection():
            known = list(self.journal.known(opened))
        if not self.history.rows_by_level:
            return known
        # the others are of other levels
        return [result for result in known if self.history.needs(result)]

    def _not_known(self, chunk: list[Unit]) -> list[Unit]:
        """Return the units of a chunk that no other process has run."""
        ids = {unit.candidate for unit in chunk}
        units = {unit.key: unit for unit in chunk}
        candidates = [self.history.candidates[number] for number in sorted(ids)]
        for result in self.journal.known(candidates):
            if units.pop((result.candidate, result.split), None) is not None:
                self._recall(result)
        return list(units.values())

    def _recall(self, result: SplitResult) -> None:
        self.history.tell(result, recalled=True)
        if self.raced is not None:
            self.raced.tell(result)
        self._call_back(result, recalled=True)

    def _follow(self, descent: Descent) -> None:
        seconds = self._seconds_left() / 2  # the rest is for fits of its ends
        limit = self.fit_seconds
        if limit is not None:
            limit *= FITS_OF_A_STEP * self.history.n_splits
        ticket = self.pool.submit(follow, self.handle, descent, seconds, limit=limit)
        self.chunks[ticket] = descent

    def _take(self, outcome: Outcome) -> None:
        outcome = self._renumbered(outcome)
        if outcome.ticket in self.chunks:
            self._take_own(outcome)
        else:
            self._take_early(outcome)

    def _take_early(self, outcome: Outcome) -> None:
        for early in (self.begun, self.ahead):
            if early is not None:
                early.take(outcome)

    def _take_own(self, outcome: Outcome) -> None:
        work = self.chunks.pop(outcome.ticket)
        done: set[tuple[int, int]] = set()
        results = self._results(work, outcome, done)
        try:
            for result in results:
                if isinstance(work, Descent):
                    self._tell_path(result, work)
                else:
                    done.add((result.candidate, result.split))
                    self.units.measured(result)
                    self._tell(result)
                if self.pool.in_this_thread and not self._goes_on():
                    return
        except BaseException:
            if not self.pool.in_this_thread:  # in this thread the rest has not run
                self._keep(work, results)
            raise
        if outcome.error is not None:
            raise outcome.error
        if isinstance(work, Descent):
            if outcome.loss is not None:
                self._recover_descent(work, outcome.loss)
            return
        rest = [unit for unit in work if unit.key not in done]
        if outcome.loss is not None and rest:
            self._recover(rest, outcome.loss)
        else:
            self.sizes.measured(len(done), outcome.seconds)
            self.units.put_back(rest)

    def _renumbered(self, outcome: Outcome) -> Outcome:
        return outcome if self.begun is None else self.begun.renumbered(outcome)

    def _results(
        self, work: list[Unit] | Descent, outcome: Outcome, done: set[tuple[int, int]]
    ) -> Iterator[Any]:
        """Yield the results of a task; the caller adds their units to `done`.

        Candidates that share fits do not run in the order of their ids. If one raises
        an error in this thread, the candidates before it run first, so that the error
        is that of the first candidate, as without sharing.
        """
        try:
            yield from outcome.results
            return
        except Exception as error:
            if not self.pool.in_this_thread or isinstance(work, Descent):
                raise
            raised = error
        rest = [unit for unit in work if unit.key not in done]
        self.units.put_back(rest[1:])
        for unit in self.units.take_before(rest[0]) if rest else ():
            yield from evaluate(self.handle, self.now, [unit])
        raise raised

    def _recover(self, units: list[Unit], loss: WorkerLoss) -> None:
        """Put the units of a lost task back, or tell the history that they failed."""
        verdict = self.recovery.judge(units, loss)
        self.units.put_back(verdict.again)
        self.units.put_back(verdict.alone, alone=True)
        for unit in verdict.failed:
            self._tell(self.hooks.lost(unit, loss))

    def _recover_descent(self, descent: Descent, loss: WorkerLoss) -> None:
        if self.recovery.has_failed(descent.number, loss):
            reason, fixed = f"the exact descent failed: {loss.cause}", descent.fixed
            path = Path((), (), reason, exact=False, fixed=fixed, cut=loss.overtime)
            self._tell_path(path, descent)
        elif self._goes_on():
            self._follow(descent)

    def _keep_done(self) -> None:
        """Tell the history what has ended, after an error."""
        for outcome in map(self._renumbered, self.pool.done_now()):
            if outcome.ticket in self.chunks:
                self._keep(self.chunks.pop(outcome.ticket), outcome.results)
            else:
                with suppress(OSError):  # the first error is raised
                    self._take_early(outcome)

    def _keep(self, work: list[Unit] | Descent, results: Iterable[Any]) -> None:
        """Tell the history the results that are left after an error."""
        for result in results:
            with suppress(OSError):  # the first error is raised
                if isinstance(work, Descent):
                    self._tell_path(result, work)
                else:
                    self._write_and_tell(result)

    def _tell_path(self, path: Path, descent: Descent) -> None:
        # a worker returns copies of the user's objects
        path = replace(path, fixed=descent.fixed, ranges=descent.ranges)
        path = self.hooks.descended(path)
        # A search with more time would find other paths after one that was cut.
        paths = self.history.paths
        try:
            if not (path.cut or any(earlier.cut for earlier in paths)):
                self.journal.descended(descent.number, path)
        finally:  # also if the journal can't be written
            self.history.tell_path(descent.number, path)

    def _write_and_tell(self, result: SplitResult) -> None:
        try:
            self.journal.told(result)
        finally:  # also if the journal can't be written
            self.history.tell(result)
            if self.raced is not None:
                self.raced.tell(result)

    def _tell(self, result: SplitResult) -> None:
        self._write_and_tell(result)
        self.longest = max(self.longest, result.fit_time + result.score_time)
        self._call_back(result)

    def _call_back(self, result: SplitResult, *, recalled: bool = False) -> None:
        self.hooks.told(result, recalled=recalled)
        while (trial := self.history.closed_trial(self.next_trial)) is not None:
            self.next_trial += 1
            self.stopped |= self.hooks.closed(trial)
