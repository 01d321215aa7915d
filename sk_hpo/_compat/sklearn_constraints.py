"""The values that an estimator declares valid: ``_parameter_constraints``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any, Literal

from sklearn import get_config

from sk_hpo._compat.versions import LOST, private

_UNKNOWN = "what values an estimator's parameters may have is not known"
_PATHS = [
    f"sklearn.utils._param_validation.{name}"
    for name in ("Hidden", "Interval", "make_constraint")
]
Hidden, Interval, make_constraint = (private(path, _UNKNOWN) for path in _PATHS)
_KNOWN = not LOST.keys() & {*_PATHS}

Values = Literal["real", "integer", "dict", "other", "unknown"]


def _declared(estimator: Any, name: str) -> list[Any] | None:
    known = getattr(estimator, "_parameter_constraints", None)
    declared = known.get(name) if isinstance(known, dict) and _KNOWN else None
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
    numbers = {c.type for c in declared if isinstance(c, Interval)}
    if float in declared or Real in declared or numbers - {Integral}:
        return "real"
    if numbers or Integral in declared:
        return "integer"
    return "dict" if dict in declared or Mapping in declared else "other"


def rejects(estimator: Any, name: str, value: Any) -> bool:
    """Return whether a parameter is declared and a fit would reject the value.

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
    """Raise as a fit would if an owner of these parameters has invalid parameters.

    Parameters
    ----------
    estimator : estimator
    names : iterable of str

    Raises
    ------
    ValueError
        scikit-learn's own.
    """
    parts = {"": estimator, **estimator.get_params()}
    for path in {name.rpartition("__")[0] for name in names}:
        # a FeatureUnion has the method but declares nothing
        if hasattr(parts[path], "_parameter_constraints"):
            parts[path]._validate_params()


def accepted_instead(
    estimator: Any, name: str, end: float, *, next_to_it: bool
) -> list[str]:
    """Return what a parameter accepts if it does not accept the end of a range.

    Parameters
    ----------
    estimator : estimator
    name : str
        One of its own parameters.
    end : int or float
    next_to_it : bool
        Whether the range excludes its end. Then an end that is the excluded end of an
        open interval counts as accepted.

    Returns
    -------
    list of str
        Empty if the end is accepted, if no interval of its type is declared, or if
        ``fit`` does not check the declared values.
    """
    if get_config()["skip_parameter_validation"] or not _checks(type(estimator)):
        return []
    declared = _declared(estimator, name) or []
    try:
        rejected = rejects(estimator, name, end)
        accepted = [str(make_constraint(c)) for c in declared if type(c) is not Hidden]
    except (TypeError, ValueError):  # scikit-learn does not know such a constraint
        return []
    known = [c for c in declared if isinstance(c, Interval) and isinstance(end, c.type)]
    open_end = next_to_it and any(end in (c.left, c.right) for c in known)
    return accepted if rejected and known and not open_end else []


def _checks(kind: type) -> bool:
    """Return whether the ``fit`` of a class checks its constraints.

    The ``fit`` of a subclass may accept other values than that of its parent.
    """
    declaring = [c for c in kind.__mro__ if "_parameter_constraints" in vars(c)]
    fitting = [c for c in kind.__mro__ if "fit" in vars(c)]
    if not declaring or not fitting:
        return False
    own = fitting[0].__module__.partition(".")[0] == "sklearn"
    return own or issubclass(declaring[0], fitting[0])
