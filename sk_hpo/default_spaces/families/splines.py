"""Splines of each column."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import integer

handles = ("sklearn.preprocessing.SplineTransformer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # the documentation: knots from 2 on, and cubic splines. Our choice: up to 12 knots,
    # which later steps smooth
    found = {"degree": integer(1, 3)}
    is_count = isinstance(estimator.knots, str)
    return found | ({"n_knots": integer(3, 12)} if is_count else {})
