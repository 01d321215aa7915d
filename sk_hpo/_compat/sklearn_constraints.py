"""What an estimator declares of its parameters: ``_parameter_constraints``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any, Literal

from sklearn.utils._param_validation import Hidden, Interval, make_constraint

Values = Literal["real", "integer", "dict", "other", "unknown"]


def values_of(estimator: Any, name: str) -> Values:
    """Say what a parameter may be; reals if it may be several kinds of things.

    Parameters
    ----------
    estimator : estimator
    name : str
        One of its own parameters.

    Returns
    -------
    {"real", "integer", "dict", "other", "unknown"}
        "unknown" if the class does not declare it.
    """
    declared = getattr(estimator, "_parameter_constraints", {}).get(name)
    if not isinstance(declared, list):
        return "unknown"
    numbers = [c.type for c in declared if isinstance(c, Interval)]
    if any(issubclass(kind, Real) and kind is not Integral for kind in numbers):
        return "real"
    if any(c in (float, Real) for c in declared if isinstance(c, type)):
        return "real"
    if numbers or Integral in declared:
        return "integer"
    return "dict" if dict in declared or Mapping in declared else "other"


def refuses(estimator: Any, name: str, value: Any) -> bool:
    """Whether a parameter is declared, and such that a fit would refuse a value.

    Parameters
    ----------
    estimator : estimator
    name : str
        One of its own parameters.
    value : object
    """
    declared = getattr(estimator, "_parameter_constraints", {}).get(name)
    if not isinstance(declared, list):
        return False
    return not any(make_constraint(c).is_satisfied_by(value) for c in declared)


def refuse_invalid(estimator: Any, names: Iterable[str]) -> None:
    """Refuse settings as a fit would, of the parts that some parameters are of.

    Parameters
    ----------
    estimator : estimator
    names : iterable of str

    Raises
    ------
    ValueError
        In scikit-learn's words.
    """
    parts = {"": estimator, **estimator.get_params()}
    for path in {name.rpartition("__")[0] for name in names}:
        # a FeatureUnion has the method, and declares nothing
        if hasattr(parts[path], "_parameter_constraints"):
            parts[path]._validate_params()


def accepted_instead(estimator: Any, name: str, end: float) -> list[str]:
    """Say what a parameter may be, if the end of a range lies outside of that.

    Parameters
    ----------
    estimator : estimator
    name : str
        One of its own parameters.
    end : int or float
        What is next to it is in the range as well, so that the end of an open interval,
        which itself is refused, lies not outside.

    Returns
    -------
    list of str
        Empty if it is accepted, or if no numbers of its kind are declared.
    """
    if not refuses(estimator, name, end):
        return []
    declared = estimator._parameter_constraints[name]
    intervals = [c for c in declared if isinstance(c, Interval)]
    known = [c for c in intervals if isinstance(end, c.type)]
    if not known or any(end in (c.left, c.right) for c in known):
        return []
    return [str(make_constraint(c)) for c in declared if not isinstance(c, Hidden)]
