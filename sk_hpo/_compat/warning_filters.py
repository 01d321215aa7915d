"""The caller's warning filters, applied again where a task runs.

This file uses public names only, but depends on the implementation of :mod:`warnings`:
`warnings.filters` is the live list inside a `catch_warnings` block, and
`resetwarnings` makes every module forget which warnings it has shown.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal


def current() -> tuple[Any, ...]:
    """Return the filters in force here; they can be pickled."""
    return tuple(warnings.filters)


@contextmanager
def applied(filters: Sequence[Any]) -> Iterator[None]:
    """Run the block under `filters` instead of those in force."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        warnings.filters[:] = filters  # type: ignore[index]
        yield


@contextmanager
def all_are(action: Literal["error", "ignore"]) -> Iterator[None]:
    """Run the block with one action for all warnings.

    Does nothing in other threads than the main one, since all threads share the
    filters: two that restore them could restore each other's.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter(action)
        yield
