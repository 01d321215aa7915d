"""The deadline of a descent, which may end it in the middle of a fit.

Solvers call ``check_time`` in each of their steps. The caller sets the deadline of its
thread by ``deadline_scope``, so models and solvers need not pass it on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Returns seconds
Clock = Callable[[], float]


class TimeIsUpError(Exception):
    """The deadline has passed."""


class Deadline:
    """A time at which work has to end, on a clock.

    Parameters
    ----------
    seconds : float
        The time from now.
    clock : callable
    """

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self.until = clock() + seconds if seconds < math.inf else math.inf

    def is_over(self, ahead: float = 0.0) -> bool:
        """Return whether the deadline will have passed in `ahead` seconds."""
        return self.until < math.inf and self.clock() + ahead > self.until


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def current() -> Deadline | None:
    """Return the deadline of this thread."""
    return _deadline.get()


@contextmanager
def deadline_scope(deadline: Deadline | None) -> Iterator[None]:
    """Set the deadline of this thread for the code inside."""
    before = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(before)


def check_time() -> None:
    """Raise an error if the deadline has passed.

    Raises
    ------
    TimeIsUpError
        If the deadline has passed.
    """
    deadline = _deadline.get()
    if deadline is not None and deadline.is_over():
        raise TimeIsUpError
