"""Gaussian process classifiers: nothing is drawn unless the optimizer restarts.

``base_estimator_`` shows all parameters, so two values of an ignored one make two fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.gaussian_process.GaussianProcessClassifier",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set()


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether a random number is drawn."""
    return params["optimizer"] is not None and params["n_restarts_optimizer"] > 0
