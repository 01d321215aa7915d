"""How a task that takes long over an item reports that it makes progress."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []  # of this process, which runs one task


def listen(listener: Callable[[], None]) -> None:
    """Call `listener`, and no other, at heartbeats of the tasks of this process."""
    _listeners[:] = [listener]


def heartbeat() -> None:
    """Restart the time limit of the running task's current item, if there is one."""
    for listener in _listeners:
        listener()
