"""End single processes of joblib's executor, and keep the others.

loky takes the death of a process for a failure of its executor: it ends all processes
and fails all tasks. So a process is taken off the executor's list before it is killed.

Nor does loky tell which processes run a task. A worker makes a file, its mark, before
a task of ours and removes it after it. Before the marks are read the file `OPEN` is
removed, so that no task begins later.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sk_hpo._compat.loky_process import kill

# Seconds to wait for the executor's manager thread, or for a lock.
PATIENCE = 2.0
PAUSE = 0.001
OPEN = "open"
MARK = ".running"


def allow_tasks(folder: str) -> None:
    """Let tasks run whose files are in `folder`."""
    Path(folder, OPEN).touch()


def forbid_tasks(folder: str) -> None:
    """Let no task begin any more."""
    Path(folder, OPEN).unlink(missing_ok=True)


def running_in(folder: str) -> set[int]:
    """Return the ids of the processes that run a task."""
    return {int(path.stem) for path in Path(folder).glob(f"*{MARK}")}


@contextmanager
def marked(folder: str) -> Iterator[bool]:
    """Mark this process as running a task; give whether the task may run."""
    mark, allowed = Path(folder, f"{os.getpid()}{MARK}"), Path(folder, OPEN)
    if not allowed.exists():  # the folder may be about to be removed
        yield False
        return
    try:
        mark.touch()
    except FileNotFoundError:
        yield False
        return
    try:
        # Again: either the pool sees the mark, or this process sees that it may not.
        yield allowed.exists()
    finally:
        mark.unlink(missing_ok=True)


def drop_tasks(executor: Any, futures: Iterable[Any]) -> None:
    """Have the executor forget tasks. Those that a process has got still run there."""
    numbers = {id(item.future): n for n, item in _copy(executor).items()}
    for future in futures:
        if future.cancel():
            continue
        number = numbers.get(id(future))
        # Whoever removes a task from this dict deals with it: this thread, or the
        # manager thread that has its result.
        if executor._pending_work_items.pop(number, None) is not None:
            # the manager thread may be about to add it
            _soon(partial(executor._running_work_items.__contains__, number))
            with suppress(ValueError):
                executor._running_work_items.remove(number)


def _copy(executor: Any) -> dict[int, Any]:
    with executor._flags.shutdown_lock:  # no task is added meanwhile
        return dict(executor._pending_work_items)


def end_processes(executor: Any, running: Callable[[], set[int]]) -> bool:
    """Kill the processes that `running` returns, unless that would harm the others.

    Parameters
    ----------
    executor : ProcessPoolExecutor
    running : callable
        Returns the ids of processes that run a task. None of them may become idle and
        then busy again.

    Returns
    -------
    bool
        Whether they are gone. If not, the executor should be shut down.
    """
    if executor._flags.broken is not None or executor._flags.shutdown:
        return False
    # A process that waits for this lock, or has it, may have ended its task.
    lock = executor._result_queue._wlock
    if lock is None or not lock.acquire(timeout=PATIENCE):  # Windows has no such lock
        return False
    try:
        with executor._processes_management_lock:
            found = [executor._processes.pop(pid, None) for pid in running()]
        processes = [process for process in found if process is not None]
        if processes and not _manager_looks_again(executor):
            return False
        for process in processes:
            kill(process)
    finally:
        lock.release()
    for process in processes:
        process.join(PATIENCE)
    return True


def _manager_looks_again(executor: Any) -> bool:
    """Have the manager thread read the list of processes; return whether it does."""
    wakeup = executor._executor_manager_thread_wakeup
    with executor._flags.shutdown_lock:
        wakeup.wakeup()
    # It clears the call when it no longer waits for the processes of the old list.
    return _soon(lambda: not wakeup._reader.poll())


def _soon(condition: Callable[[], bool]) -> bool:
    """Wait until a condition is true; return false if that takes too long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True
