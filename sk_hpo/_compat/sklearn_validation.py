"""scikit-learn's own check of an estimator's parameters, which ``fit`` begins with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sklearn import get_config
from sklearn.utils._param_validation import validate_parameter_constraints


def check_params(estimator: Any, names: Iterable[str]) -> None:
    """Raise what ``fit`` would for a parameter that is not valid.

    Parameters
    ----------
    estimator : estimator
        Of scikit-learn; others are not checked.
    names : iterable of str
        The parameters to be checked.

    Raises
    ------
    InvalidParameterError
        A ValueError.
    """
    constraints = getattr(estimator, "_parameter_constraints", None)
    if constraints is None or get_config()["skip_parameter_validation"]:
        return
    checked = [name for name in names if name in constraints]
    validate_parameter_constraints(
        {name: constraints[name] for name in checked},
        {name: getattr(estimator, name) for name in checked},
        caller_name=type(estimator).__name__,
    )
