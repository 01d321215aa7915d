"""Estimators that can't be made without arguments, by the paths of their classes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

MADE: dict[str, Callable[[type], Any]] = {
    "sklearn.cross_decomposition.CCA": lambda kind: kind(n_components=1),
    "sklearn.cross_decomposition.PLSCanonical": lambda kind: kind(n_components=1),
    "sklearn.pipeline.Pipeline": lambda _: Pipeline(
        [("scale", StandardScaler()), ("model", Ridge())]
    ),
}


def instance(path: str) -> Any | None:
    """Return an estimator of a class; None if this version or machine has no such."""
    module, _, name = path.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    return MADE[path](kind) if path in MADE else kind()
