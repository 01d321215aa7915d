"""Warnings of a shared fit, kept to give them again for every candidate."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any

Warned = tuple[warnings.WarningMessage, ...]
Log = list[warnings.WarningMessage]


class Recorder:
    """Records the warnings of blocks of code, or lets them pass.

    Parameters
    ----------
    records : bool
        False in threads, which share their warning filters. Then a warning is given
        once, for the candidate that the shared work is first done for.
    """

    def __init__(self, *, records: bool) -> None:
        self.records = records

    def block(self) -> AbstractContextManager[Log]:
        """Record the warnings of a block; the list has them afterwards."""
        if not self.records:
            return nullcontext([])
        return _outermost() if _RUNNING.log is None else _inner(_RUNNING.log)


class _Running(threading.local):
    """The outermost block that is running in this thread, if one is."""

    log: Log | None = None


_RUNNING = _Running()


@contextmanager
def _outermost() -> Iterator[Log]:
    """Record all warnings."""
    with warnings.catch_warnings(record=True) as log:
        warnings.simplefilter("always")
        _RUNNING.log = log
        try:
            yield log
        finally:
            _RUNNING.log = None


@contextmanager
def _inner(log: Log) -> Iterator[Log]:
    """Take the warnings of a block out of those of the outermost block.

    Each candidate has several blocks, and changing the filters for each would be
    slower.
    """
    start, own = len(log), Log()
    try:
        yield own
    finally:
        own += log[start:]
        del log[start:]


def give(warned: Iterable[warnings.WarningMessage]) -> None:
    """Give these warnings again, under the filters in force here.

    Raises
    ------
    Warning
        If one of them is an error here; then none has been given.
    """
    warned = list(warned)
    if not warned:
        return
    with warnings.catch_warnings(record=True) as shown:
        seen: dict[str, dict[Any, Any]] = {}  # for the filter "once"
        for one in warned:
            warnings.warn_explicit(
                one.message,
                one.category,
                one.filename,
                one.lineno,
                _module(one.filename),
                seen.setdefault(one.filename, {}),
            )
    for one in shown:
        warnings.showwarning(one.message, one.category, one.filename, one.lineno)


@cache
def _module(filename: str) -> str | None:
    """Return the name of the module in a file, for which filters may be set."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == filename:
            return name
    return None
