"""The only loop: a strategy is asked, workers are kept busy, the history is told.

A unit of work is a candidate on a fold. Units travel in chunks worth about 0.1 s, by
measured times, so that short fits do not drown in messages. A worker that is free gets
work at once; nothing waits for a batch to be complete.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sk_hpo.backlog import Backlog
from sk_hpo.evaluate import Round, Unit, evaluate, failure, follow
from sk_hpo.journal import Journal
from sk_hpo.path import Path
from sk_hpo.pool import Loss, Outcome, Pool
from sk_hpo.recovery import Recovery
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Candidate, Descent, FoldResult, History, Trial

if TYPE_CHECKING:
    from sk_hpo.sharing.planning.plan import Plan

CHUNK_SECONDS = 0.1
LONG = 0.5  # seconds; against it a message's way to the coordinator is nothing
# A step of a descent fits on every split, and has a gradient besides: it may take as
# long as so many fits a split.
FITS_OF_A_STEP = 2
UNBOUNDED = 2**63
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take.

    Parameters
    ----------
    until : float
        The time, by `time.monotonic`, from which on no fit is begun.
    fit_seconds : float or None
        For one fit and its scoring.
    """

    until: float = NEVER
    fit_seconds: float | None = None


@contextmanager
def _without_collection() -> Iterator[None]:
    """Make many objects that stay, without looking at all of them again and again.

    Where a hundred thousand candidates are read from a file, that is a quarter of the
    time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _raise_lost(unit: Unit, loss: Loss) -> FoldResult:
    raise RuntimeError(failure(unit, loss.cause))


def run(
    strategy: Strategy,
    history: History,
    *,
    pool: Pool,
    handle: Any,
    journal: Journal,
    plan: Callable[[Sequence[Candidate]], Plan | None] | None = None,
    n_candidates: int = 0,
    room: Callable[[History], int] = lambda history: UNBOUNDED,
    limits: Limits = Limits(),
    on_lost: Callable[[Unit, Loss], FoldResult] = _raise_lost,
    on_open: Callable[[Candidate], None] = lambda candidate: None,
    on_recalled: Callable[[FoldResult], None] = lambda result: None,
    on_result: Callable[[FoldResult], None] = lambda result: None,
    on_trial: Callable[[Trial], bool] = lambda trial: False,
) -> None:
    """Ask `strategy` and evaluate what it suggests, until neither has anything left.

    Parameters
    ----------
    strategy : Strategy
        Suggests candidates.
    history : History
        Is told every result, before the next one is taken.
    pool : Pool
        Where units run. Left open.
    handle : object
        The pool's, of the workplace that units need.
    journal : Journal
        Is told every event.
    plan : callable or None
        Groups candidates that have work in common.
    n_candidates : int
        How many there will be, for the messages of fits.
    room : callable
        How many more candidates the budget allows.
    limits : Limits
        How long things may take. When the time is up, tasks that still run may be left
        to the pool, to be stopped when it is closed.
    on_lost : callable
        Makes the result of a unit that ends its worker, or takes too long, out of the
        unit and the loss.
    on_open : callable
        Called with each new candidate.
    on_recalled : callable
        Called with each result that the journal knew, before `on_result`.
    on_result : callable
        Called with each result, as it comes in.
    on_trial : callable
        Called with each trial, in the order of the candidates. When it returns true,
        no more units are started, and those that run are waited for.

    Raises
    ------
    Exception
        What a fit, a scorer or `on_trial` raised. `history` has all that was known.
    """
    hooks = Hooks(room, plan, on_lost, on_open, on_recalled, on_result, on_trial)
    now = Round(len(history.candidates), n_candidates)
    _Loop(strategy, history, pool, handle, journal, now, limits, hooks).run()


@dataclass(frozen=True)
class Hooks:
    """What the caller of `run` wants to decide or to hear of."""

    room: Callable[[History], int]
    plan: Callable[[Sequence[Candidate]], Plan | None] | None
    on_lost: Callable[[Unit, Loss], FoldResult]
    on_open: Callable[[Candidate], None]
    on_recalled: Callable[[FoldResult], None]
    on_result: Callable[[FoldResult], None]
    on_trial: Callable[[Trial], bool]


class _Loop:
    def __init__(
        self,
        strategy: Strategy,
        history: History,
        pool: Pool,
        handle: Any,
        journal: Journal,
        now: Round,
        limits: Limits,
        hooks: Hooks,
    ) -> None:
        self.strategy = strategy
        self.history = history
        self.pool = pool
        self.handle = handle
        self.journal = journal
        self.now = now
        self.limits = limits
        self.hooks = hooks
        # By ticket. A descent is no chunk of units, but takes the place of one.
        self.chunks: dict[int, list[Unit] | Descent] = {}
        self.recovery = Recovery()
        self.longest = 0.0  # seconds of a fit with its scoring
        self.units = Backlog(pool.n_workers)
        self.sizes = ChunkSizes(pool.n_workers)
        self.next_trial = now.first
        self.stopped = False
        self.others_write = False  # into the journal: what waits may be known by now

    def run(self) -> None:
        try:
            while True:
                self._dispatch()
                if not self.pool.running:
                    break
                outcome = self.pool.next_done(self._patience())
                if outcome is not None:
                    self._take(outcome)
                elif self._patience() == 0.0:
                    break
        except BaseException:
            self._keep_what_has_ended()
            raise
        if self.stopped or self._time_is_up():
            # After a candidate that was given up there may be some that are complete.
            for trial in self.history.trials:
                if trial.candidate.id >= self.next_trial:
                    self.hooks.on_trial(trial)

    def _dispatch(self) -> None:
        # Those of a cluster come and go.
        self.units.n_workers = self.sizes.n_workers = self.pool.n_workers
        most_running = self.sizes.most_running(self.pool)
        while self._goes_on() and self.pool.running < most_running:
            if not self.units:
                if not self._ask():
                    return
                continue  # what it opened may be known, and callbacks may stop
            chunk = self.units.take(self.sizes.next(len(self.units)))
            self.others_write |= self.journal.has_news()
            if self.others_write:
                chunk = self._not_known(chunk)
                if not chunk or self.stopped:
                    continue
            mates = self.units.mates(chunk)
            args: tuple[Any, ...] = (self.now, chunk)
            if self.limits.until < NEVER:
                args += (mates, self.limits.until - time.monotonic())
            elif mates:
                args += (mates,)
            limit = self.limits.fit_seconds
            ticket = self.pool.submit(evaluate, self.handle, *args, limit=limit)
            self.chunks[ticket] = chunk

    def _time_is_up(self) -> bool:
        return time.monotonic() >= self.limits.until

    def _goes_on(self) -> bool:
        return not self.stopped and not self._time_is_up()

    def _patience(self) -> float | None:
        """Seconds for which what runs is waited for; None: for as long as it takes."""
        if self.limits.until == NEVER:
            return None
        return max(0.0, self.limits.until + self.longest - time.monotonic())

    def _ask(self) -> bool:
        """Open what the strategy suggests; whether there was any."""
        room = self.hooks.room(self.history)
        if room <= 0:
            return False
        opened = []
        for asked in self.strategy.ask(self.history, room):
            if isinstance(asked, Descent):
                self.history.descending += 1
                self._follow(asked)
                continue
            params, note = asked
            opened.append(self.history.open(params, note))
        self.journal.opened(opened)
        for candidate in opened:
            self.hooks.on_open(candidate)
        with _without_collection():
            known = list(self.journal.known(opened))
        for result in known:
            self._recall(result)
            if self.stopped:
                break
        missing = [(one, self.history.missing(one)) for one in opened]
        self.units.add(missing, self.hooks.plan)
        return bool(opened)

    def _not_known(self, chunk: list[Unit]) -> list[Unit]:
        """Those units of a chunk that no other process has run meanwhile."""
        ids = {unit.candidate for unit in chunk}
        units = {(unit.candidate, unit.fold): unit for unit in chunk}
        candidates = [self.history.candidates[number] for number in sorted(ids)]
        for result in self.journal.known(candidates):
            if units.pop((result.candidate, result.fold), None) is not None:
                self._recall(result)
        return list(units.values())

    def _recall(self, result: FoldResult) -> None:
        trial = self.history.tell(result, run=False)
        self.hooks.on_recalled(result)
        self._call_back(result, trial)

    def _follow(self, descent: Descent) -> None:
        args: tuple[Any, ...] = (self.handle, descent)
        if self.limits.until < NEVER:
            # the other half is for the fits of what it finds
            args += ((self.limits.until - time.monotonic()) / 2,)
        limit = self.limits.fit_seconds
        if limit is not None:
            limit *= FITS_OF_A_STEP * self.history.n_splits
        self.chunks[self.pool.submit(follow, *args, limit=limit)] = descent

    def _take(self, outcome: Outcome) -> None:
        work = self.chunks.pop(outcome.ticket)
        done: set[tuple[int, int]] = set()
        results = self._results(work, outcome, done)
        try:
            for result in results:
                if isinstance(work, Descent):
                    self._tell_path(result)
                else:
                    done.add((result.candidate, result.fold))
                    self.units.measured(result)
                    self._tell(result)
                if self.pool.in_this_thread and not self._goes_on():
                    return
        except BaseException:
            if not self.pool.in_this_thread:  # where the rest has not been run
                self._keep(work, results)
            raise
        if outcome.error is not None:
            raise outcome.error
        if isinstance(work, Descent):
            if outcome.loss is not None:
                self._recover_descent(work, outcome.loss)
            return
        rest = [unit for unit in work if (unit.candidate, unit.fold) not in done]
        if outcome.loss is not None and rest:
            self._recover(rest, outcome.loss)
            return
        self.sizes.measured(len(done), outcome.seconds)
        self.units.put_back(rest)

    def _results(
        self, work: list[Unit] | Descent, outcome: Outcome, done: set[tuple[int, int]]
    ) -> Iterator[Any]:
        """The results; `done` has the units that are told of.

        Candidates that share are taken in another order than the others. Where one
        raises an error, those before it are run first, so that the error to be raised
        is that of the first candidate, as if none shared.
        """
        try:
            yield from outcome.results
            return
        except Exception as error:
            if not self.pool.in_this_thread or isinstance(work, Descent):
                raise
            raised = error
        rest = [unit for unit in work if (unit.candidate, unit.fold) not in done]
        self.units.put_back(rest[1:])
        for unit in self.units.take_before(rest[0]) if rest else ():
            yield from evaluate(self.handle, self.now, [unit])
        raise raised

    def _recover(self, units: list[Unit], loss: Loss) -> None:
        """Run units of a lost task again, or tell of them as failed."""
        verdict = self.recovery.judge(units, loss)
        self.units.put_back(verdict.again)
        self.units.put_back(verdict.alone, alone=True)
        for unit in verdict.failed:
            self._tell(self.hooks.on_lost(unit, loss))

    def _recover_descent(self, descent: Descent, loss: Loss) -> None:
        if not self.recovery.has_failed(len(self.history.paths), loss):
            if self._goes_on():
                self._follow(descent)
            return
        reason = f"the exact descent failed: {loss.cause}"
        path = Path((), (), reason, exact=False, fixed=descent.fixed, cut=loss.overtime)
        self._tell_path(path)

    def _keep_what_has_ended(self) -> None:
        """Tell the history what the pool has at hand, after an error."""
        for outcome in self.pool.done_now():
            self._keep(self.chunks.pop(outcome.ticket, []), outcome.results)

    def _keep(self, work: list[Unit] | Descent, results: Iterable[Any]) -> None:
        for result in results:
            with suppress(OSError):  # another error has come first
                if isinstance(work, Descent):
                    self._tell_path(result)
                else:
                    self._write_and_tell(result)

    def _tell_path(self, path: Path) -> None:
        self.history.descending -= 1
        # Those after one that was cut are another search's, which has more time.
        paths = self.history.paths
        try:
            if not (path.cut or any(earlier.cut for earlier in paths)):
                self.journal.descended(len(paths), path)
        finally:  # where nothing can be written any more
            self.history.tell_path(path)

    def _write_and_tell(self, result: FoldResult) -> Trial | None:
        try:
            self.journal.told(result)
        finally:  # where nothing can be written any more
            trial = self.history.tell(result)
        return trial

    def _tell(self, result: FoldResult) -> None:
        trial = self._write_and_tell(result)
        self.longest = max(self.longest, result.fit_time + result.score_time)
        self._call_back(result, trial)

    def _call_back(self, result: FoldResult, trial: Trial | None) -> None:
        self.hooks.on_result(result)
        if trial is None:
            return
        while (trial := self.history.trial(self.next_trial)) is not None:
            self.next_trial += 1
            self.stopped |= bool(self.hooks.on_trial(trial))


class ChunkSizes:
    """How many units make a chunk worth `CHUNK_SECONDS`."""

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._unit_seconds = CHUNK_SECONDS / 4  # a guess, until one has been measured
        self._measured = False

    def next(self, n_waiting: int) -> int:
        """The size of the next chunk, with `n_waiting` units left."""
        # Smaller towards the end, so that the workers end together.
        fair = -(-n_waiting // (2 * self.n_workers))
        return max(1, min(fair, int(CHUNK_SECONDS / self._unit_seconds)))

    def most_running(self, pool: Pool) -> int:
        """How many chunks may be with the workers at once."""
        if pool.in_this_thread:
            return 1
        # One chunk waits behind each short one, so that its worker does not. Behind a
        # long one it would be started even if the search were stopped meanwhile.
        return (1 if self._unit_seconds > LONG else 2) * pool.n_workers

    def measured(self, n_units: int, seconds: float) -> None:
        """A chunk of `n_units` took so long."""
        if not n_units or not seconds:
            return
        latest = seconds / n_units
        # Half of the old mean stays, so that one odd chunk does not rule the next.
        old = self._unit_seconds if self._measured else latest
        self._unit_seconds = 0.5 * (old + latest)
        self._measured = True
