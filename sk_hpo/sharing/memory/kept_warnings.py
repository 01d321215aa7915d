"""Warnings of a shared fit, kept to give them again for every candidate."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
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
        return _Outermost() if _RUNNING.log is None else _Inner(_RUNNING.log)


class _Running(threading.local):
    """The outermost block that is running in this thread, if one is."""

    log: Log | None = None


_RUNNING = _Running()


class _Outermost:
    """Records all warnings."""

    def __enter__(self) -> Log:
        self._context: Any = warnings.catch_warnings(record=True)
        log: Log = self._context.__enter__()
        warnings.simplefilter("always")
        _RUNNING.log = log
        return log

    def __exit__(self, *error: object) -> None:
        _RUNNING.log = None
        self._context.__exit__(*error)


class _Inner:
    """Takes the warnings of a block out of those of the outermost block.

    Each candidate has several blocks. To change the filters for each would be slower,
    and so would be a generator as a context manager.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._own: Log = []

    def __enter__(self) -> Log:
        self._start = len(self._log)
        return self._own

    def __exit__(self, *error: object) -> None:
        self._own += self._log[self._start :]
        del self._log[self._start :]


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
