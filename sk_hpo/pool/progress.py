"""How a task that is long in yielding an item says that it gets on."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []  # of this process: it runs one task


def listen(listener: Callable[[], None]) -> None:
    """Have `listener`, and no other, called when a task of this process gets on."""
    _listeners[:] = [listener]


def gets_on() -> None:
    """Have the time limit of the task's item begin anew, where there is one."""
    for listener in _listeners:
        listener()
