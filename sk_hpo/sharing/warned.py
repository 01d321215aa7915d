"""Warnings of a shared fit, kept so that every candidate of it can give them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

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
    """Give these warnings again, under the filters in force here."""
    for one in warned:
        warnings.warn_explicit(
            one.message, one.category, one.filename, one.lineno, _module(one.filename)
        )


@cache
def _module(filename: str) -> str | None:
    """The name of the module in a file, which filters may ask for."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == filename:
            return name
    return None
