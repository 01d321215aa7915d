"""Ridge regression: random_state has no influence unless the solver is sag or saga."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.linear_model.Ridge",
    "sklearn.linear_model.RidgeClassifier",
)

DRAWING = ("sag", "saga")


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    # "auto" is one of the others, on sparse data too
    return set() if params["solver"] in DRAWING else {"random_state"}
