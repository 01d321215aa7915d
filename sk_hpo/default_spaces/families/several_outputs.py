"""An estimator for each of several targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = (
    "sklearn.multioutput.ClassifierChain",
    "sklearn.multioutput.MultiOutputClassifier",
    "sklearn.multioutput.MultiOutputRegressor",
    "sklearn.multioutput.RegressorChain",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator of which there is one for each target."""
    # the first target stands for all
    first = None if data.y is None else np.asarray(data.y)
    if first is not None and first.ndim == 2:
        first = first[:, 0]
    inside = replace(data, y=first)
    # chains of scikit-learn 1.6 name it differently
    name = "estimator" if hasattr(estimator, "estimator") else "base_estimator"
    yield Part(name, getattr(estimator, name), inside)
