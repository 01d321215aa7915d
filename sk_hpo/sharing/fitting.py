"""Small things that rules need: to fit, and to hand on what was fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fit(estimator: Any, X: Any, y: Any, fit_params: Mapping[str, Any]) -> Any:
    """Fit as scikit-learn's searches do."""
    if y is None:
        return estimator.fit(X, **fit_params)
    return estimator.fit(X, y, **fit_params)


def fitted_attributes(fitted: Any) -> dict[str, Any]:
    """What ``fit`` has set on an estimator: all but its parameters."""
    params = fitted.get_params(deep=False).keys()
    return {name: value for name, value in vars(fitted).items() if name not in params}
