"""What runs in a process of `WorkerProcesses`, and the messages that it sends.

A message is one byte for its kind, and its content. An item is sent at once, so that it
is not lost if the process is killed during the next one.
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
from sk_hpo.pool.job import Reply, run
from sk_hpo.pool.serialization import dumps

READY = b"r"  # the process has started
BEGUN = b"b"  # the task begins, or sends a heartbeat: its time limit restarts
ITEM = b"i"  # an item that the task yielded
ENDED = b"e"  # the task has ended; its reply, without items
UNREAD = b"u"  # the task could not be unpickled; a reply with the error

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
        return  # nobody waits for results any more


def _ends_with(parent: int) -> bool:
    """Have Linux kill this process when its parent ends; false if it has ended already.

    The process would notice the closed connection only after its fit, which may never
    end. For Linux its parent is the thread that started it, so that thread has to
    outlive it, as the thread of `WorkerProcesses` does.
    """
    if sys.platform != "linux":
        return True
    with suppress(OSError, AttributeError):  # a C library without it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return os.getppid() == parent


def _work(connection: Connection, message: bytes) -> None:
    try:
        handle, call = pickle.loads(message)
        task, args, nested = pickle.loads(call)
        value = handle.open()
    except Exception as error:  # noqa: BLE001  unpickling may raise anything
        connection.send_bytes(UNREAD + dumps(Reply([], error, 0.0)))
        return
    connection.send_bytes(BEGUN)

    def send(item: Any) -> None:
        connection.send_bytes(ITEM + dumps(item))

    connection.send_bytes(ENDED + dumps(run(task, value, args, nested, send)))
