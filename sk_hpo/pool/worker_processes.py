"""Worker processes of our own with one task each, so that a death affects one task.

One thread owns the processes. It assigns tasks, receives messages, and kills processes
that exceed their limit, even while the coordinator is busy with a suggestion.
"""

from __future__ import annotations

import atexit
import os
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from sk_hpo._compat.loky_process import how_it_ended, kill, start_process
from sk_hpo.pool import worker_loop as messages
from sk_hpo.pool.task import Job, Outcome, WorkerLoss, raising

# It is an error if this many processes in a row die before they report that they work.
STARTUP_FAILURES = 3
# Seconds between two checks that processes are alive. Their pipes report a death at
# once, unless a process that they have started holds the other ends open.
POLL_SECONDS = 1.0
# Seconds that idle processes have to exit before they are killed.
SHUTDOWN_GRACE = 2.0


@dataclass(eq=False)
class _Worker:
    process: Any
    connection: Connection
    ready: bool = False
    job: Job | None = None
    items: list[bytes] = field(default_factory=list)
    due: float = float("inf")  # when its item exceeds the limit

    def take(self, job: Job) -> None:
        self.job, self.items, self.due = job, [], float("inf")
        self.connection.send_bytes(pickle.dumps((job.handle, job.call)))

    def starts_item(self) -> None:
        if self.job is not None and self.job.limit is not None:
            self.due = time.monotonic() + self.job.limit


class WorkerProcesses:
    """Up to `n_workers` processes, each started when there is a task for it.

    Parameters
    ----------
    n_workers : int
    environment : mapping
        Environment variables of the processes.
    """

    def __init__(self, n_workers: int, environment: Mapping[str, str]) -> None:
        self._n_workers = n_workers
        self._environment = environment
        self._waiting: deque[Job] = deque()  # appended to by the caller's thread
        self._workers: list[_Worker] = []
        self._startup_failures = 0
        self._closing = False
        self._failure: Exception | None = None  # an error of the thread itself
        self._wake_end, self._wake_sender = Pipe(duplex=False)
        self._thread = threading.Thread(
            target=self._serve, name="sk_hpo-worker-processes", daemon=True
        )
        self._thread.start()
        # At exit Python waits for processes, and these wait for their next task.
        atexit.register(self.close)

    def submit(self, job: Job) -> None:
        """Have some worker run a job."""
        self._waiting.append(job)
        self._wake()
        if self._failure is not None:
            self._fail_all()

    def close(self) -> None:
        """End all processes; running tasks are lost."""
        atexit.unregister(self.close)
        self._closing = True
        self._wake()
        self._thread.join()
        self._wake_end.close()
        self._wake_sender.close()

    def _wake(self) -> None:
        with suppress(OSError):  # it is closed
            self._wake_sender.send_bytes(b"")

    # The methods below run in the thread.

    def _serve(self) -> None:
        try:
            while not self._closing:
                self._assign()
                self._receive()
                self._kill_overdue()
        except Exception as error:  # noqa: BLE001  such as too many pipes; it is raised
            self._failure = error  # where the coordinator waits for results
            self._fail_all()
        finally:
            self._shut_down()

    def _fail_all(self) -> None:
        assert self._failure is not None
        with suppress(IndexError):
            while True:
                self._waiting.popleft().done(raising(self._failure))
        for worker in self._workers:
            if worker.job is not None:
                worker.job.done(raising(self._failure))
                worker.job = None

    def _assign(self) -> None:
        idle = [one for one in self._workers if one.job is None]
        while self._waiting and (idle or len(self._workers) < self._n_workers):
            worker = idle.pop() if idle else self._start()
            try:
                worker.take(job := self._waiting.popleft())
            except OSError:  # the process died while it was idle
                worker.job = None
                self._waiting.appendleft(job)
                self._remove_dead(worker)

    def _start(self) -> _Worker:
        ours, theirs = Pipe()
        with theirs:
            args = (theirs, os.getpid())
            process = start_process(messages.serve, args, self._environment)
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _receive(self) -> None:
        now = time.monotonic()
        due = min((one.due for one in self._workers), default=float("inf"))
        ends = [one.connection for one in self._workers]
        ends += [one.process.sentinel for one in self._workers]
        busy = any(one.job is not None for one in self._workers)
        seconds = max(0.0, min(due - now, POLL_SECONDS)) if busy else None
        # One message of each: checking for more takes longer than receiving one. The
        # others follow in the next round, or at once if the process has ended.
        ready = wait([self._wake_end, *ends], seconds)
        if self._wake_end in ready:
            self._wake_end.recv_bytes()
        ended = [one for one in self._workers if one.process.exitcode is not None]
        for worker in list(self._workers):
            if worker.connection in ready and worker not in ended:
                self._receive_one(worker)
        for worker in ended:
            self._receive_all(worker)
            self._remove_dead(worker)

    def _receive_all(self, worker: _Worker) -> None:
        """Receive all messages of a worker."""
        try:
            while worker in self._workers and worker.connection.poll():
                self._receive_one(worker)
        except (EOFError, OSError):
            self._remove_dead(worker)

    def _receive_one(self, worker: _Worker) -> None:
        """Receive a message that is ready."""
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._remove_dead(worker)
        else:
            self._take(worker, message)

    def _take(self, worker: _Worker, message: bytes) -> None:
        kind, content = message[:1], message[1:]
        if kind == messages.READY:
            worker.ready, self._startup_failures = True, 0
        elif kind == messages.BEGUN:
            worker.starts_item()
        elif kind == messages.ITEM:
            worker.items.append(content)
            worker.starts_item()
        elif worker.job is not None:
            read = _unread if kind == messages.UNREAD else _outcome
            worker.job.done(partial(read, worker.items, content))
            worker.job, worker.due = None, float("inf")
            self._assign()

    def _kill_overdue(self) -> None:
        for worker in list(self._workers):
            if time.monotonic() < worker.due:
                continue
            self._receive_all(worker)  # it may have been in time, and this thread late
            if time.monotonic() >= worker.due and worker.job is not None:
                kill(worker.process)
                cause = f"it took longer than {worker.job.limit:g} seconds"
                loss = WorkerLoss(cause, "item", overtime=True)
                self._remove(worker, partial(_lost, worker.items, loss))

    def _remove_dead(self, worker: _Worker) -> None:
        """Remove a worker that is dead or can't be reached; fail or retry its task."""
        if worker not in self._workers:
            return
        kill(worker.process)
        cause = how_it_ended(worker.process)
        outcome: Callable[[], Outcome] | None = None
        if worker.ready:
            outcome = partial(_lost, worker.items, WorkerLoss(cause, "item"))
        else:
            self._startup_failures += 1
            if self._startup_failures >= STARTUP_FAILURES:
                outcome = raising(_no_process(cause))
            elif worker.job is not None:
                self._waiting.appendleft(worker.job)
                worker.job = None
        self._remove(worker, outcome)

    def _remove(self, worker: _Worker, outcome: Callable[[], Outcome] | None) -> None:
        self._workers.remove(worker)
        worker.connection.close()
        if worker.job is not None and outcome is not None:
            worker.job.done(outcome)

    def _shut_down(self) -> None:
        for worker in self._workers:
            if worker.job is not None:
                kill(worker.process)
            worker.connection.close()  # an idle process exits then
        end = time.monotonic() + SHUTDOWN_GRACE
        for worker in self._workers:
            worker.process.join(max(0.0, end - time.monotonic()))
            if worker.process.exitcode is None:
                kill(worker.process)
        self._workers.clear()


def _items(items: list[bytes]) -> list[Any]:
    return [pickle.loads(item) for item in items]


def _outcome(items: list[bytes], content: bytes) -> Outcome:
    outcome: Outcome = pickle.loads(content)
    return replace(outcome, results=_items(items))


def _unread(items: list[bytes], content: bytes) -> Outcome:
    raise pickle.loads(content).error


def _lost(items: list[bytes], loss: WorkerLoss) -> Outcome:
    return Outcome(_items(items), loss=loss)


def _no_process(cause: str) -> RuntimeError:
    return RuntimeError(
        f"no worker process can be started: {STARTUP_FAILURES} in a row died before "
        f"they had done anything; about the last one: {cause}"
    )
