"""Products of columns."""

from __future__ import annotations

from math import comb
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or
from sk_hpo.space.plain_values import is_integer

handles = ("sklearn.preprocessing.PolynomialFeatures",)

# Feurer et al. (2015): 2 or 3, and whether a column is multiplied with itself
DEGREES = (1, 2, 3)
# our choice: more columns are slow, and too many for the rows of most data
MOST_COLUMNS = 1000


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    own, p = estimator.degree, data.p or 10
    found = {"interaction_only": kept_or(estimator, "interaction_only", [True])}
    if not is_integer(own):
        return found
    few = [d for d in DEGREES if comb(p + d, d) <= MOST_COLUMNS]
    return found | {"degree": sorted({own, *few})}
