"""A column for each category."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer
from sk_hpo.space.plain_values import is_integer

handles = ("sklearn.preprocessing.OneHotEncoder",)

# Feurer et al. (2015): a category with a smaller share of the rows is merged with
# others, from 0.0001 to 0.5; with more than 0.1 few categories are left
SHARES = (0.003, 0.01, 0.03, 0.1)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if estimator.drop not in (None, "first", "if_binary"):
        # a category that is dropped must not be merged, which is an error
        return {}
    own = estimator.min_frequency
    if is_integer(own):
        return {"min_frequency": log_integer(1, 10 * own)}
    n = data.n_train
    # a category of a single row is as good as none
    shares = [share for share in SHARES if n is None or share * n >= 2]
    return {"min_frequency": [None, *shares]}
