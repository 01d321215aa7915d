"""Classifiers that label rows by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import log_integer, real

handles = ("sklearn.semi_supervised.SelfTrainingClassifier",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if estimator.criterion == "k_best":
        # our own choice: a fifth of, and five times, the default
        return {"k_best": log_integer(2, 50)}
    # a probability that decides between two classes, to one that few rows have; the
    # example of the documentation of scikit-learn goes from 0.4 to 1
    return {"threshold": real(0.5, 0.98)}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the classifier, which first sees the rows with labels only."""
    is_labelled = np.asarray(True if data.y is None else data.y) != -1
    yield Part("estimator", estimator.estimator, data.of_rows(is_labelled.mean()))
