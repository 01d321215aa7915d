"""Fit as scikit-learn's searches do, and find what a fit has set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from inspect import signature
from typing import Any


def fit(estimator: Any, X: Any, y: Any, fit_params: Mapping[str, Any]) -> Any:
    """Fit as scikit-learn's searches do."""
    if y is None:
        return estimator.fit(X, **fit_params)
    return estimator.fit(X, y, **fit_params)


def fitted_attributes(fitted: Any) -> dict[str, Any]:
    """Return what ``fit`` has set on an estimator: everything except its parameters."""
    kind: type = type(fitted)
    fixed = kind.__module__.startswith("sklearn.")  # all have the same parameters
    params = _names(kind) if fixed else fitted.get_params(deep=False)
    return {name: value for name, value in vars(fitted).items() if name not in params}


@cache
def _names(kind: type) -> frozenset[str]:
    # get_params looks at it again each time
    return frozenset(signature(kind).parameters)
