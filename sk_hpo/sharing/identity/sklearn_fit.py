"""Fits as scikit-learn's searches run them, and the attributes that they set."""

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
    """Return the attributes of a fitted estimator that are not parameters."""
    kind: type = type(fitted)
    fixed = kind.__module__.startswith("sklearn.")  # of one class, all have the same
    params = _names(kind) if fixed else fitted.get_params(deep=False)
    return {name: value for name, value in vars(fitted).items() if name not in params}


@cache
def _names(kind: type) -> frozenset[str]:
    # cached, since get_params inspects the signature each time
    return frozenset(signature(kind).parameters)
