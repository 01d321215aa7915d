"""Processes of our own, one task each: a death or a time-out is told from the others.

One thread owns the processes. It hands out tasks, takes what comes back, and kills who
is over time, even while the coordinator is busy with a suggestion.
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
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from sk_hpo._compat.loky_process import how_it_ended, kill, start_process
from sk_hpo.pool import worker as messages
from sk_hpo.pool.pool import Loss
from sk_hpo.pool.remote import Reply

# So many processes in a row may die before they have done anything at all.
STILLBIRTHS = 3
# Seconds between two looks at whether processes live. Their pipes tell of a death at
# once, unless a process that they have started holds the other ends.
LOOK = 1.0
# Seconds in which an idle process may say goodbye.
FAREWELL = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """A task on its way to a worker.

    Parameters
    ----------
    message : bytes
        Pickled handle and payload.
    limit : float or None
        Seconds for an item.
    done : callable
        Is given a function that returns the `Reply`.
    """

    message: bytes
    limit: float | None
    done: Callable[[Callable[[], Reply]], None]


@dataclass(eq=False)
class _Worker:
    process: Any
    connection: Connection
    ready: bool = False
    job: Job | None = None
    items: list[bytes] = field(default_factory=list)
    due: float = float("inf")  # when its item has to be there

    def take(self, job: Job) -> None:
        self.job, self.items, self.due = job, [], float("inf")
        self.connection.send_bytes(job.message)

    def starts_item(self) -> None:
        if self.job is not None and self.job.limit is not None:
            self.due = time.monotonic() + self.job.limit


class Crew:
    """Up to `n_workers` processes, started when there is work for them.

    Parameters
    ----------
    n_workers : int
    environment : mapping
        Variables of their environment.
    """

    def __init__(self, n_workers: int, environment: Mapping[str, str]) -> None:
        self._n_workers = n_workers
        self._environment = environment
        self._waiting: deque[Job] = deque()  # appended to by the caller's thread
        self._workers: list[_Worker] = []
        self._stillbirths = 0
        self._closing = False
        self._failure: Exception | None = None  # of this class itself
        self._bell, self._ring = Pipe(duplex=False)
        self._thread = threading.Thread(
            target=self._lead, name="sk_hpo-crew", daemon=True
        )
        self._thread.start()
        # Python waits for processes at its exit, and these wait for their next task.
        atexit.register(self.close)

    def submit(self, job: Job) -> None:
        """Have some worker run a job."""
        self._waiting.append(job)
        self._wake()
        if self._failure is not None:
            self._refuse()

    def close(self) -> None:
        """End all processes; what they are doing is lost."""
        atexit.unregister(self.close)
        self._closing = True
        self._wake()
        self._thread.join()
        self._bell.close()
        self._ring.close()

    def _wake(self) -> None:
        with suppress(OSError):  # closed before
            self._ring.send_bytes(b"")

    # All below runs in the thread.

    def _lead(self) -> None:
        try:
            while not self._closing:
                self._hand_out()
                self._listen()
                self._kill_who_is_late()
        except Exception as error:  # noqa: BLE001  no process, no pipe: is raised by
            self._failure = error  # who waits for results
            self._refuse()
        finally:
            self._dismiss()

    def _refuse(self) -> None:
        assert self._failure is not None
        with suppress(IndexError):
            while True:
                self._waiting.popleft().done(partial(_raise, self._failure))
        for worker in self._workers:
            if worker.job is not None:
                worker.job.done(partial(_raise, self._failure))
                worker.job = None

    def _hand_out(self) -> None:
        idle = [one for one in self._workers if one.job is None]
        while self._waiting and (idle or len(self._workers) < self._n_workers):
            worker = idle.pop() if idle else self._start()
            try:
                worker.take(job := self._waiting.popleft())
            except OSError:  # it died while it had nothing to do
                worker.job = None
                self._waiting.appendleft(job)
                self._bury(worker)

    def _start(self) -> _Worker:
        ours, theirs = Pipe()
        with theirs:
            args = (theirs, os.getpid())
            process = start_process(messages.serve, args, self._environment)
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _listen(self) -> None:
        now = time.monotonic()
        due = min((one.due for one in self._workers), default=float("inf"))
        ends = [one.connection for one in self._workers]
        ends += [one.process.sentinel for one in self._workers]
        busy = any(one.job is not None for one in self._workers)
        seconds = max(0.0, min(due - now, LOOK)) if busy else None
        # One message each: to look for more takes longer than to take one. The next
        # round does, but for those that have ended.
        ready = wait([self._bell, *ends], seconds)
        if self._bell in ready:
            self._bell.recv_bytes()
        ended = [one for one in self._workers if one.process.exitcode is not None]
        for worker in list(self._workers):
            if worker.connection in ready and worker not in ended:
                self._hear_one(worker)
        for worker in ended:
            self._hear(worker)
            if worker in self._workers:
                self._bury(worker)

    def _hear(self, worker: _Worker) -> None:
        """Take all that a worker has sent."""
        try:
            while worker in self._workers and worker.connection.poll():
                self._hear_one(worker)
        except (EOFError, OSError):
            self._bury(worker)

    def _hear_one(self, worker: _Worker) -> None:
        """Take a message that has come."""
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._bury(worker)
        else:
            self._take(worker, message)

    def _take(self, worker: _Worker, message: bytes) -> None:
        kind, content = message[:1], message[1:]
        if kind == messages.READY:
            worker.ready, self._stillbirths = True, 0
        elif kind == messages.BEGUN:
            worker.starts_item()
        elif kind == messages.ITEM:
            worker.items.append(content)
            worker.starts_item()
        elif worker.job is not None:
            read = _unread if kind == messages.UNREAD else _reply
            worker.job.done(partial(read, worker.items, content))
            worker.job, worker.due = None, float("inf")
            self._hand_out()

    def _kill_who_is_late(self) -> None:
        for worker in list(self._workers):
            if time.monotonic() < worker.due:
                continue
            self._hear(worker)  # it may have been in time, and this thread late
            if time.monotonic() >= worker.due and worker.job is not None:
                kill(worker.process)
                cause = f"it took longer than {worker.job.limit:g} seconds"
                self._lose(worker, Loss(cause, "item", overtime=True))

    def _bury(self, worker: _Worker) -> None:
        """A worker has died, or can't be talked with."""
        if worker not in self._workers:
            return
        kill(worker.process)
        cause = how_it_ended(worker.process)
        if worker.ready:
            self._lose(worker, Loss(cause, "item"))
            return
        self._stillbirths += 1
        if self._stillbirths < STILLBIRTHS:
            if worker.job is not None:
                self._waiting.appendleft(worker.job)
            worker.job = None
            self._lose(worker, None)
            return
        self._lose(worker, None, partial(_no_process, cause))

    def _lose(
        self,
        worker: _Worker,
        loss: Loss | None,
        reply: Callable[[], Reply] | None = None,
    ) -> None:
        self._workers.remove(worker)
        worker.connection.close()
        if worker.job is not None:
            worker.job.done(reply or partial(_lost, worker.items, loss))

    def _dismiss(self) -> None:
        for worker in self._workers:
            if worker.job is not None:
                kill(worker.process)
            worker.connection.close()  # an idle one takes it for goodbye
        end = time.monotonic() + FAREWELL
        for worker in self._workers:
            worker.process.join(max(0.0, end - time.monotonic()))
            if worker.process.exitcode is None:
                kill(worker.process)
        self._workers.clear()


def _items(items: list[bytes]) -> list[Any]:
    return [pickle.loads(item) for item in items]


def _reply(items: list[bytes], content: bytes) -> Reply:
    reply: Reply = pickle.loads(content)
    return Reply(_items(items), reply.error, reply.seconds)


def _unread(items: list[bytes], content: bytes) -> Reply:
    error = pickle.loads(content).error
    raise error


def _lost(items: list[bytes], loss: Loss | None) -> Reply:
    return Reply(_items(items), None, 0.0, loss)


def _raise(error: Exception) -> Reply:
    raise error


def _no_process(cause: str) -> Reply:
    raise RuntimeError(
        f"no worker process can be started: {STILLBIRTHS} in a row died before they "
        f"had done anything; of the last one: {cause}"
    )
