"""Pipelines: the spaces of the steps, on the data as each step gets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = ("sklearn.pipeline.Pipeline",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimators inside."""
    *first, (last, model) = estimator.steps
    for name, step in first:
        yield Part(name, step, data)
        data = data.after(step)
    yield Part(last, model, data)
