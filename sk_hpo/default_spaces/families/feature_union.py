"""Transformers of the same data, with their columns side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = ("sklearn.pipeline.FeatureUnion",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimators inside."""
    for name, step in estimator.transformer_list:
        yield Part(name, step, data)
