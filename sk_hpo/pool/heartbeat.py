"""How a task that needs long for an item says that it makes progress."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []  # of this process, which runs one task


def listen(listener: Callable[[], None]) -> None:
    """Have `listener`, and no other, called at heartbeats of this process's tasks."""
    _listeners[:] = [listener]


def heartbeat() -> None:
    """Restart the time limit of the running task's item, if it has one."""
    for listener in _listeners:
        listener()
