"""Components with few entries that are not zero."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.ranges import log_real

handles = (
    "sklearn.decomposition.DictionaryLearning",
    "sklearn.decomposition.MiniBatchDictionaryLearning",
    "sklearn.decomposition.MiniBatchSparsePCA",
    "sklearn.decomposition.SparsePCA",
)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # our choice: a decade on both sides of the default; less is slow, and not sparse
    alpha = {"alpha": log_real(0.1, 10)}
    found = own_or_range(estimator, "n_components", components(data, 30))
    return [alpha | one for one in found]
