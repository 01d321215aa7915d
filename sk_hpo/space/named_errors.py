"""Errors that say which parameter or entry they are about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def named_errors(about: str) -> Iterator[None]:
    """Return a context manager that puts `about` before the texts of errors."""
    try:
        yield
    except TypeError as error:
        raise TypeError(f"{about}: {error}") from error
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{about}: {error}") from error
