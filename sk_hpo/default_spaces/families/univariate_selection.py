"""Selection of columns by a test of each."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.ranges import log_integer, log_real, real

handles = (
    "sklearn.feature_selection.GenericUnivariateSelect",
    "sklearn.feature_selection.SelectFdr",
    "sklearn.feature_selection.SelectFpr",
    "sklearn.feature_selection.SelectFwe",
    "sklearn.feature_selection.SelectKBest",
    "sklearn.feature_selection.SelectPercentile",
)

# Without data, as many columns are selected at most.
FEW = 10


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    if hasattr(estimator, "mode"):
        mode, name = estimator.mode, "param"
    else:
        own = [n for n in ("alpha", "k", "percentile") if hasattr(estimator, n)]
        mode, name = own[0], own[0]
    if mode == "percentile":
        # Feurer et al. (2015): from 1 to 99
        return [{name: real(1.0, 99.0)}]
    if mode in ("k", "k_best"):
        # our choice: every number
        return own_or_range(estimator, name, log_integer(1, data.p or FEW))
    # Feurer et al. (2015): error rates from 0.01 to 0.5
    return [{name: log_real(0.01, 0.5)}]
