"""What an estimator declares of its parameters: ``_parameter_constraints``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any, Literal

from sklearn import get_config
from sklearn.utils._param_validation import Hidden, Interval, make_constraint

Values = Literal["real", "integer", "dict", "other", "unknown"]


def _declared(estimator: Any, name: str) -> list[Any] | None:
    known = getattr(estimator, "_parameter_constraints", None)
    declared = known.get(name) if isinstance(known, dict) else None
    return declared if isinstance(declared, list) else None


def values_of(estimator: Any, name: str) -> Values:
    """Return the kind of values that a parameter takes; "real" if there are several.

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
    declared = _declared(estimator, name)
    if declared is None:
        return "unknown"
    numbers = [c.type for c in declared if isinstance(c, Interval)]
    if any(issubclass(kind, Real) and kind is not Integral for kind in numbers):
        return "real"
    if any(c in (float, Real) for c in declared if isinstance(c, type)):
        return "real"
    if numbers or Integral in declared:
        return "integer"
    return "dict" if dict in declared or Mapping in declared else "other"


def rejects(estimator: Any, name: str, value: Any) -> bool:
    """Return whether a parameter is declared, and a fit would reject the value.

    Parameters
    ----------
    estimator : estimator
    name : str
        One of its own parameters.
    value : object
    """
    declared = _declared(estimator, name)
    if declared is None:
        return False
    return not any(make_constraint(c).is_satisfied_by(value) for c in declared)


def reject_invalid(estimator: Any, names: Iterable[str]) -> None:
    """Raise as a fit would if a part that these parameters belong to has invalid ones.

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


def accepted_instead(
    estimator: Any, name: str, end: float, *, next_to_it: bool
) -> list[str]:
    """Return what a parameter accepts, if the end of a range lies outside of it.

    Parameters
    ----------
    estimator : estimator
    name : str
        One of its own parameters.
    end : int or float
    next_to_it : bool
        Whether the range leaves out its end, so that the end of an open interval, which
        is rejected, does not count as outside.

    Returns
    -------
    list of str
        Empty if the end is accepted, if no numbers of its kind are declared, or if fits
        do not check what is declared.
    """
    if get_config()["skip_parameter_validation"] or not _looks(type(estimator)):
        return []
    declared = _declared(estimator, name)
    try:
        rejected = rejects(estimator, name, end)
        accepted = [
            str(make_constraint(c)) for c in declared or [] if not isinstance(c, Hidden)
        ]
    except (TypeError, ValueError):  # not in scikit-learn's terms
        return []
    known = [c for c in declared or [] if isinstance(c, Interval)]
    known = [c for c in known if isinstance(end, c.type)]
    open_end = next_to_it and any(end in (c.left, c.right) for c in known)
    return accepted if rejected and known and not open_end else []


def _looks(kind: type) -> bool:
    """Return whether fits of a class check its constraints.

    The ``fit`` of a subclass may take other values than that of its parent.
    """
    declaring = [c for c in kind.__mro__ if "_parameter_constraints" in vars(c)]
    fitting = [c for c in kind.__mro__ if "fit" in vars(c)]
    if not declaring or not fitting:
        return False
    own = fitting[0].__module__.partition(".")[0] == "sklearn"
    return own or issubclass(declaring[0], fitting[0])
