"""Dummy estimators: constant, quantile, random_state serve some strategies alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.dummy.DummyClassifier",
    "sklearn.dummy.DummyRegressor",
)

DRAWING = ("stratified", "uniform")  # what they predict


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found = {"constant", "quantile", "random_state"} & params.keys()
    found.discard(params["strategy"])
    if params["strategy"] in DRAWING:
        found.discard("random_state")
    return found
