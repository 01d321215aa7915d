"""Ensembles that give their members the seeds: the members need none of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.ensemble.BaggingClassifier",
    "sklearn.ensemble.BaggingRegressor",
    "sklearn.ensemble.AdaBoostClassifier",
    "sklearn.ensemble.AdaBoostRegressor",
)

seeds = ("estimator",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit: none."""
    return set()
