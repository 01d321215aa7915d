"""The nearest mean of a class."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_real

handles = ("sklearn.neighbors.NearestCentroid",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    common = {"metric": kept_or(estimator, "metric", ["manhattan"])}
    # Tibshirani et al. (2002), "Diagnosis of multiple cancer types by shrunken
    # centroids of gene expression": from 0, where all columns count, to about 6, with
    # which few do; other data may need more
    shrunk = common | {"shrink_threshold": log_real(0.1, 10.0)}
    if estimator.shrink_threshold is not None:
        return [shrunk]
    return [common | {"shrink_threshold": [None]}, shrunk]
