"""scikit-learn's own check of an estimator's parameters, which ``fit`` begins with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sklearn import get_config
from sklearn.utils._param_validation import make_constraint


def check_params(estimator: Any, names: Iterable[str]) -> None:
    """Raise if ``fit`` would for a parameter that is not valid.

    Parameters
    ----------
    estimator : estimator
        Of scikit-learn; others are not checked.
    names : iterable of str
        The parameters to be checked.

    Raises
    ------
    ValueError
    """
    if get_config()["skip_parameter_validation"]:
        return
    kind: type = type(estimator)
    for name in names:
        allowed = _constraints(kind, name)
        # a rule's parameters need not all be those of each of its classes
        if not allowed:
            continue
        value = getattr(estimator, name)
        if not any(one.is_satisfied_by(value) for one in allowed):
            raise ValueError(f"{name}={value!r} of {kind.__name__}")


@cache
def _constraints(kind: type, name: str) -> tuple[Any, ...]:
    """What a parameter may be; empty if anything."""
    # making them takes longer than asking them
    given = getattr(kind, "_parameter_constraints", {}).get(name, "no_validation")
    if given == "no_validation":
        return ()
    return tuple(make_constraint(one) for one in given)
