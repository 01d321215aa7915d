"""The parameters of an estimator, and which of them are estimators."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

# Values in place of a part that is left out.
NO_PART = ("passthrough", "drop", None)
_DEFAULTS: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def defaults(template: Any) -> dict[str, Any]:
    """Return the own parameters of an estimator, cached until `forget_defaults`."""
    if type(template).__hash__ is None:  # a kernel of a Gaussian process
        return dict(template.get_params(deep=False))
    if template not in _DEFAULTS:
        _DEFAULTS[template] = template.get_params(deep=False)
    return _DEFAULTS[template]


def forget_defaults() -> None:
    """Clear the cache: users may have set parameters since the last search."""
    _DEFAULTS.clear()


def package(estimator: Any) -> str:
    """Return the name of the package of an estimator's class."""
    return type(estimator).__module__.partition(".")[0]


def is_estimator(value: Any) -> bool:
    """Return whether a value is an estimator, and not a class."""
    return hasattr(value, "get_params") and not isinstance(value, type)


def are_named(value: Any) -> bool:
    """Return whether a value is a list of named parts, such as ``steps``."""
    return (
        isinstance(value, (list, tuple))
        and len(value) > 0
        and all(
            isinstance(item, tuple)
            and len(item) > 1
            and isinstance(item[0], str)
            and (is_estimator(item[1]) or item[1] in NO_PART)
            for item in value
        )
    )
