"""The current settings of an estimator, by the names of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Params = dict[str, Any]
# Returns the settings of the estimator once those of the given parameters that are
# estimators are set, each with settings of its own.
SettingsWith = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def settings_of(
    estimator: Any, params: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the estimator's current settings, and the estimator itself under "".

    Estimators among `params` take the places of the current ones. They are not cloned,
    since some objects are equal to themselves only.
    """
    settings = {"": estimator, **estimator.get_params(deep=True)}
    parts = {n: v for n, v in (params or {}).items() if is_estimator(v)}
    for name in sorted(parts, key=depth):
        inner = parts[name].get_params(deep=True)
        kept = {n: v for n, v in settings.items() if not n.startswith(f"{name}__")}
        settings = {**kept, name: parts[name]}
        settings |= {f"{name}__{n}": value for n, value in inner.items()}
    return settings


def depth(name: str) -> int:
    """Return how many steps and parts a parameter's name goes through."""
    return str(name).count("__")


def is_estimator(value: Any) -> bool:
    """Return whether a value is an estimator, not a class of estimators."""
    return hasattr(value, "get_params") and not isinstance(value, type)
