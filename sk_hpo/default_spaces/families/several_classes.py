"""A binary classifier for each class, pair of classes, or group of classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = (
    "sklearn.multiclass.OneVsOneClassifier",
    "sklearn.multiclass.OneVsRestClassifier",
    "sklearn.multiclass.OutputCodeClassifier",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # more codes are not worse, but take longer
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the classifier of which there are several."""
    yield Part("estimator", estimator.estimator, _binary(estimator, data))


def _binary(estimator: Any, data: Data) -> Data:
    """Return data whose target is whether a row has the first of the classes."""
    k = data.n_classes
    if k is None or k < 3:
        return data
    y = np.asarray(data.y)
    if type(estimator).__name__ == "OneVsOneClassifier":
        # only the rows of two classes
        data = data.of_rows(2 / k)
    return replace(data, y=(y == y[0]).astype(int))
