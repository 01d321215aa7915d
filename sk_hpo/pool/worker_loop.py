"""The loop that a process of `WorkerProcesses` runs, and the messages that it sends.

A message is one byte for its kind, and its content. Each item is sent at once, so that
it is not lost if the process is killed during the next one.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from sk_hpo.pool.heartbeat import listen
from sk_hpo.pool.serialization import dumps
from sk_hpo.pool.task import Outcome, run

READY = b"r"  # the process has started
BEGUN = b"b"  # the task begins, or sends a heartbeat: its time limit restarts
ITEM = b"i"  # an item that the task yielded
ENDED = b"e"  # the task has ended; its outcome, without items
UNREAD = b"u"  # the task could not be unpickled; an outcome with the error

# Option of Linux's prctl: the signal that a process gets when its parent has ended.
PR_SET_PDEATHSIG = 1


def serve(connection: Connection, parent: int) -> None:
    """Run tasks for the process `parent` until the connection is closed."""
    if not _ends_with(parent):
        return
    listen(partial(connection.send_bytes, BEGUN))
    try:
        connection.send_bytes(READY)
        while True:
            _work(connection, connection.recv_bytes())
    except (EOFError, OSError):
        return  # nothing waits for results any more


def _ends_with(parent: int) -> bool:
    """Have Linux kill this process when its parent ends; false if that has ended.

    This process would notice the closed connection only after its fit, which may never
    end. For Linux the parent is the thread that started this process, so that thread
    has to outlive it. That of `WorkerProcesses` does.
    """
    if sys.platform != "linux":
        return True
    with suppress(OSError, AttributeError):  # the C library lacks it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return os.getppid() == parent


def _work(connection: Connection, message: bytes) -> None:
    try:
        handle, call = pickle.loads(message)
        task, args, nested = pickle.loads(call)
        value = handle.open()
    except Exception as error:  # noqa: BLE001  unpickling may raise anything
        connection.send_bytes(UNREAD + dumps(Outcome([], error)))
        return
    connection.send_bytes(BEGUN)

    def send(item: Any) -> None:
        connection.send_bytes(ITEM + dumps(item))

    connection.send_bytes(ENDED + dumps(run(task, value, args, nested, send)))
