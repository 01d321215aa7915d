"""One BLAS thread, so that a suggestion is the same on any number of cores.

The matrices of a search are also small: more threads would only make them slower.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> Any:
    # it looks through all loaded libraries, which takes longer than a suggestion
    return ThreadpoolController()


class _Limit:
    """The thread limit of this process, with a count of the blocks that use it.

    Without the count, two searches in two threads would restore each other's limit.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._n_blocks = 0
        self._limiter: Any = None

    def __enter__(self) -> None:
        with self._lock:
            if self._n_blocks == 0:
                self._limiter = _controller().limit(limits=1, user_api="blas")
            self._n_blocks += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._n_blocks -= 1
            if self._n_blocks == 0:
                self._limiter.restore_original_limits()


_LIMIT = _Limit()


def one_thread() -> _Limit:
    """Return a context manager in which BLAS has one thread."""
    return _LIMIT
