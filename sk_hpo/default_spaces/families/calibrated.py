"""Classifiers with calibrated probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import kept_or

handles = ("sklearn.calibration.CalibratedClassifierCV",)

# A classifier is fitted on four of five folds by default.
FOLD = 0.8
# An isotonic calibration of fewer rows overfits (scikit-learn's user guide).
MANY_ROWS = 1000


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if data.n_train is not None and data.n_train < MANY_ROWS:
        return {}
    return {"method": kept_or(estimator, "method", ["isotonic"])}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the classifier, unless it is fitted already."""
    if not isinstance(estimator.cv, str):
        yield Part("estimator", estimator.estimator, data.of_rows(FOLD))
