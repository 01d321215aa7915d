"""Binary classifiers whose threshold is fixed, or tuned by an inner search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = (
    "sklearn.model_selection.FixedThresholdClassifier",
    "sklearn.model_selection.TunedThresholdClassifierCV",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the classifier, unless it is fitted already."""
    if not isinstance(getattr(estimator, "cv", None), str):
        yield Part("estimator", estimator.estimator, data)
