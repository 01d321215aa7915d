"""When a descent has to end, also in the middle of a fit.

A solver asks in each of its steps, by ``check_time``. What it asks is set around it by
who runs it, for each thread: neither the models nor their solvers pass it on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Seconds on some clock
Clock = Callable[[], float]


class TimeIsUpError(Exception):
    """No more is to be computed."""


class Deadline:
    """A time on a clock.

    Parameters
    ----------
    seconds : float
        From now.
    clock : callable
    """

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self.until = clock() + seconds if seconds < math.inf else math.inf

    def is_over(self, ahead: float = 0.0) -> bool:
        """Whether the time is up so many seconds ahead."""
        return self.until < math.inf and self.clock() + ahead > self.until


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def current() -> Deadline | None:
    """Give what this thread has to keep to."""
    return _deadline.get()


@contextmanager
def kept(deadline: Deadline | None) -> Iterator[None]:
    """Have what is run inside, in this thread, keep to a deadline."""
    before = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(before)


def check_time() -> None:
    """Go on, unless the time is up.

    Raises
    ------
    TimeIsUpError
        If the time is up.
    """
    deadline = _deadline.get()
    if deadline is not None and deadline.is_over():
        raise TimeIsUpError
