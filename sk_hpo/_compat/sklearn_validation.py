"""The check of an estimator's parameters at the beginning of scikit-learn's ``fit``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from numbers import Real
from typing import Any

import numpy as np
from sklearn import get_config

from sk_hpo._compat.versions import NO_SHARING, private

Interval, _InstancesOf, make_constraint = (
    private(f"sklearn.utils._param_validation.{name}", NO_SHARING)
    for name in ("Interval", "_InstancesOf", "make_constraint")
)

# Types of numbers that all code treats the same way.
PLAIN_NUMBERS: tuple[type, ...] = (int, float, np.int64, np.float64)


def check_params(estimator: Any, names: Iterable[str]) -> None:
    """Raise if ``fit`` would reject one of the parameters, or might convert it.

    Numbers of unusual types pass scikit-learn's validation. Their effect depends on the
    code that uses them: compiled code rejects True in place of 1, and a small integer
    or a float of low precision changes the results. Only ``fit`` itself can tell.

    Parameters
    ----------
    estimator : estimator
        An estimator of scikit-learn; others are not checked.
    names : iterable of str
        The parameters to be checked.

    Raises
    ------
    ValueError
    """
    kind: type = type(estimator)
    validates = not get_config()["skip_parameter_validation"]
    for name in names:
        allowed = _constraints(kind, name)
        # not every class of a rule has all of the rule's parameters
        if not allowed:
            continue
        value = getattr(estimator, name)
        if validates and not any(one.is_satisfied_by(value) for one in allowed):
            raise ValueError(f"{name}={value!r} is not valid for {kind.__name__}")
        odd = isinstance(value, (Real, np.bool_)) and type(value) not in PLAIN_NUMBERS
        if odd and not any(
            one.is_satisfied_by(value) for one in allowed if not _of_numbers(one)
        ):
            raise ValueError(f"{name}={value!r}: a {type(value).__name__} for a number")


def _of_numbers(constraint: Any) -> bool:
    if isinstance(constraint, _InstancesOf):
        kind: Any = constraint.type
        return issubclass(kind, Real) and kind is not bool
    return isinstance(constraint, Interval)


@cache
def _constraints(kind: type, name: str) -> tuple[Any, ...]:
    """Return the constraints of a parameter; empty if it may have any value."""
    # cached, since making a constraint takes longer than checking a value
    given = getattr(kind, "_parameter_constraints", {}).get(name, "no_validation")
    if given == "no_validation":
        return ()
    return tuple(make_constraint(one) for one in given)
