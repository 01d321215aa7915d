"""Categories as the mean target of their rows."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.ranges import log_real

handles = ("sklearn.preprocessing.TargetEncoder",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # our choice: the mean of all rows counts as much as 1 to 100 rows of a category
    found = own_or_range(estimator, "smooth", log_real(1, 100))
    # 0 is not a number of a logarithmic range
    return found if estimator.smooth else [{"smooth": [estimator.smooth]}, *found]
