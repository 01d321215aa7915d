"""Neighbours within a radius.

Rows without neighbours have no prediction, so the radius is searched where a sample of
the data shows at which distances neighbours are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.metrics import pairwise_distances

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or

handles = (
    "sklearn.neighbors.RadiusNeighborsClassifier",
    "sklearn.neighbors.RadiusNeighborsRegressor",
)

N_RADII = 10


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Feurer et al. (2015), the spaces of auto-sklearn; not p, as each p needs radii of
    # its own
    found: dict[str, Any] = {"weights": kept_or(estimator, "weights", ["distance"])}
    radii = _radii(estimator, data)
    return found if radii is None else found | {"radius": radii}


def _radii(estimator: Any, data: Data) -> list[float] | None:
    """Return a list: a range would be widened to the estimator's own radius."""
    distances = _distances(estimator, data)
    if distances is None:
        return None
    nearest = np.min(distances + np.diag(np.full(len(distances), np.inf)), axis=1)
    # half as far again as the loneliest row needs, because training rows are fewer
    low = 1.5 * nearest.max()
    if getattr(estimator, "outlier_label", None) is not None:
        low = np.median(nearest)
    high = max(np.median(distances), 2 * low)
    spaced = np.geomspace(max(low, 1e-3 * high), high, N_RADII)
    return [float(f"{radius:.3g}") for radius in spaced]


def _distances(estimator: Any, data: Data) -> Any:
    """Return the distances between the rows; None if they are not known."""
    if data.numbers is None or len(data.numbers) < 2 or estimator.metric_params:
        return None
    p = {"p": estimator.p} if estimator.metric == "minkowski" else {}
    try:
        found = pairwise_distances(data.numbers, metric=estimator.metric, **p)
    except (TypeError, ValueError):
        return None
    return found if np.median(found) > 0 else None
