"""Readers of the formats of a dimension, one per file.

A module of this folder with ``handles`` and ``read`` (see ``reader.py``) is a reader.
No two readers handle the same value, so their order does not matter.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any, cast

from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.plain_values import shown
from sk_hpo.space.readers.reader import Reader

ACCEPTED = (
    "a scipy distribution, a range (low, high) or (low, high, 'log-uniform'), a list "
    "or array of choices, a dict of these for a parameter that is a dict, or a "
    "dimension of scikit-optimize or optuna"
)


@cache
def readers() -> dict[str, Reader]:
    """Return every reader by the name of its file, in alphabetical order."""
    found = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{name}")
        if hasattr(module, "handles"):
            found[name] = cast(Reader, module)
    return found


def reader_of(value: Any) -> Reader | None:
    """Return the reader that handles ``value``, or None."""
    return next((r for r in readers().values() if r.handles(value)), None)


def read_value(value: Any) -> Dimension:
    """Return the dimension of a value of a search space.

    Parameters
    ----------
    value : object
        A dimension in any of the accepted formats.

    Returns
    -------
    Dimension

    Raises
    ------
    TypeError, ValueError
        If it is none. The caller adds the name of the parameter to the message.
    """
    reader = reader_of(value)
    if reader is not None:
        return reader.read(value)
    hint = ""
    if value is None or isinstance(value, (str, bytes, bool, int, float)):
        hint = f"; write [{value!r}] for a single choice"
    raise TypeError(f"got {shown(value)}, expected {ACCEPTED}{hint}")


def read_item(item: Any) -> Any:
    """Return the dimension of a range among choices; other items are unchanged."""
    reader = reader_of(item)
    if reader is not None and reader.READ_AMONG_CHOICES:
        return reader.read(item)
    return item
