"""The settings of an estimator, and what those stand for that are not set."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from sk_hpo.registry import variant_for

FAMILIES = "sk_hpo.default_spaces.families"


def family_of(estimator: Any) -> ModuleType | None:
    """Return the family of a class, or of the nearest class that it is derived from."""
    found = (variant_for(FAMILIES, kind) for kind in type(estimator).__mro__)
    return next((family for family in found if family is not None), None)


def own_settings(estimator: Any) -> dict[str, Any]:
    """Return the settings of an estimator, not of those inside it.

    A setting of None that stands for a number, as its family says, is that number.
    """
    settings = with_numbers_for_none(
        {"": estimator, **estimator.get_params(deep=False)}
    )
    return {name: value for name, value in settings.items() if name}


def with_numbers_for_none(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with the numbers for which None stands.

    Parameters
    ----------
    settings : mapping of str to object
        Of an estimator and of those inside it. The estimator itself is under "".
    """
    found = dict(settings)
    for path, estimator in settings.items():
        unset = getattr(family_of(estimator), "unset", {})
        for name, number in unset.items():
            full = f"{path}__{name}" if path else name
            if settings.get(full) is None:
                found[full] = number
    return found
