"""Iterative imputation: only samples, neighbours and a random order are drawn.

``random_state_`` shows the seed, and ``initial_imputer_`` what is filled in: two values
make two fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.impute.IterativeImputer",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set()


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether a random number is drawn."""
    return (
        params["sample_posterior"]
        or params["imputation_order"] == "random"
        or params["n_nearest_features"] is not None
    )
