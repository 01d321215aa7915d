"""What runs in a process of a `Crew`, and how it talks with it.

A message is one byte that says what it is, and its content. An item is sent as soon as
it is there: should the process be killed at the next one, this one is not lost.
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

from sk_hpo.pool.progress import listen
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps

READY = b"r"  # the process works
BEGUN = b"b"  # the task has been read and begins, or gets on: its time begins anew
ITEM = b"i"  # the task has yielded this
ENDED = b"e"  # the task is over; this is the reply, without items
UNREAD = b"u"  # the task could not be read; this is a reply with the error

# Of Linux's prctl: the signal that a process gets when its parent has ended.
PR_SET_PDEATHSIG = 1


def serve(connection: Connection, parent: int) -> None:
    """Run tasks for the process `parent`, until the other end is closed."""
    if not _ends_with(parent):
        return
    listen(partial(connection.send_bytes, BEGUN))
    try:
        connection.send_bytes(READY)
        while True:
            _work(connection, connection.recv_bytes())
    except (EOFError, OSError):
        return  # whoever wants results is gone


def _ends_with(parent: int) -> bool:
    """Have Linux kill this process when its parent is; false if it ended before that.

    It would notice the closed pipe only behind its fit, which may never end. The system
    takes the thread that has started it for its parent: it has to outlive this process,
    as the thread of a `Crew` does.
    """
    if sys.platform != "linux":
        return True
    with suppress(OSError, AttributeError):  # a C library without it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return os.getppid() == parent


def _work(connection: Connection, message: bytes) -> None:
    try:
        handle, payload = pickle.loads(message)
        task, args, nested = pickle.loads(payload)
        value = handle.open()
    except Exception as error:  # noqa: BLE001  whatever reading a foreign class raises
        connection.send_bytes(UNREAD + dumps(Reply([], error, 0.0)))
        return
    connection.send_bytes(BEGUN)

    def send(item: Any) -> None:
        connection.send_bytes(ITEM + dumps(item))

    connection.send_bytes(ENDED + dumps(run(task, value, args, nested, send)))
