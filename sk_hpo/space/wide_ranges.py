"""Ranges of several decades that are searched on a linear scale by default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.integer import Integer
from sk_hpo.space.dimensions.real import Real
from sk_hpo.space.readers import read_value, scipy_frozen

# Three decades: on a linear scale the lowest one is a hundredth of the range.
WIDE = 1000
LOG = "scipy.stats.loguniform({}, {})"


def wide_ranges(spec: Any) -> list[str]:
    """Return how to write positive linear ranges of three decades on a log scale.

    Only ranges without an explicit scale count: ``(low, high)``, and scipy's
    ``uniform`` and ``randint``. ``(low, high, "uniform")`` is explicit, and so are the
    dimensions of other packages, which have a field for the scale.

    Parameters
    ----------
    spec : dict, list of dict, or list of (dict, int)
        A search space that can be read.

    Returns
    -------
    list of str
        ``'C': (0.001, 1000.0, "log-uniform")``, each once.
    """
    dicts = [spec] if isinstance(spec, Mapping) else spec
    dicts = [item if isinstance(item, Mapping) else item[0] for item in dicts]
    found = [
        f"{name}: {text}"
        for params in dicts
        for parameter, value in params.items()
        for name, item in _items(parameter, value)
        for text in _to_write(item)
    ]
    return list(dict.fromkeys(found))


def _items(parameter: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a parameter, or the entries of one that is a dict, with their names."""
    if not isinstance(value, Mapping):
        yield repr(parameter), value
        return
    for key, item in value.items():
        yield f"{parameter!r}, {key!r}", item


def _to_write(value: Any) -> Iterator[str]:
    if scipy_frozen.handles(value) or (isinstance(value, tuple) and len(value) == 2):
        wide = _wide(read_value(value))
        if wide is not None:
            yield f'({wide.low!r}, {wide.high!r}, "log-uniform")'
    if not isinstance(value, (list, tuple)):
        return
    for item in value:
        wide = _wide(read_value(item)) if scipy_frozen.handles(item) else None
        if wide is not None:
            # a tuple in a list is a choice, and scipy has no log-uniform integers
            integers = isinstance(wide, Integer)
            form = "sk_hpo.space.Integer({}, {}, log=True)" if integers else LOG
            yield f"[..., {form.format(wide.low, wide.high)}]"


def _wide(dimension: Dimension) -> Real | Integer | None:
    if not isinstance(dimension, (Real, Integer)) or dimension.log:
        return None
    wide = dimension.low > 0 and dimension.high / dimension.low > WIDE
    return dimension if wide else None
