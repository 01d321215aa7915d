"""What runs in a process of a `Crew`, and how it talks with it.

A message is one byte that says what it is, and its content. An item is sent as soon as
it is there: should the process be killed at the next one, this one is not lost.
"""

from __future__ import annotations

import pickle
from multiprocessing.connection import Connection
from typing import Any

from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps

READY = b"r"  # the process works
BEGUN = b"b"  # the task has been read, and begins
ITEM = b"i"  # the task has yielded this
ENDED = b"e"  # the task is over; this is the reply, without items
UNREAD = b"u"  # the task could not be read; this is a reply with the error


def serve(connection: Connection) -> None:
    """Run tasks until the other end is closed."""
    try:
        connection.send_bytes(READY)
        while True:
            _work(connection, connection.recv_bytes())
    except (EOFError, OSError):
        return  # whoever wants results is gone


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
