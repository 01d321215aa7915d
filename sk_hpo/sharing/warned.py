"""Warnings of a shared fit, kept so that every candidate of it can give them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

Warned = tuple[warnings.WarningMessage, ...]


class Recorder:
    """Keeps the warnings of blocks of code, or lets them pass.

    Parameters
    ----------
    records : bool
        False in threads, which would change the filters of each other: a warning is
        given by the candidate for which the shared work is done.
    """

    def __init__(self, *, records: bool) -> None:
        self.records = records

    @contextmanager
    def block(self) -> Iterator[list[warnings.WarningMessage]]:
        """Run the block; the list has its warnings afterwards."""
        if not self.records:
            yield []
            return
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield caught


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
        seen: dict[str, dict[Any, Any]] = {}  # what is shown once is shown once
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
    """The name of the module in a file, which filters may ask for."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == filename:
            return name
    return None
