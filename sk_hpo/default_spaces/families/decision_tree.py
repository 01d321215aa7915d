"""Single trees.

Leaves that are too small and branches that are worth nothing are what makes a single
tree overfit. The depth is searched if it is limited, as it is in boosted trees.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.column_shares import column_shares
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.leaf_sizes import leaf_sizes
from sk_hpo.default_spaces.ranges import integer, zero_or_log

handles = (
    "sklearn.tree.DecisionTreeClassifier",
    "sklearn.tree.DecisionTreeRegressor",
    "sklearn.tree.ExtraTreeClassifier",
    "sklearn.tree.ExtraTreeRegressor",
)
unset = {"max_features": 1.0}


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Binder et al. (2020): from 1 to 100 rows
    common = {"min_samples_leaf": leaf_sizes(data), **_pruning(estimator, data)}
    if estimator.max_depth is not None:
        # van Rijn and Hutter (2018): from 1 to 10 for boosted trees
        common["max_depth"] = integer(1, 10)
    if estimator.splitter == "best":
        return [common]
    # a split at random of the best column, or of a random one
    return [common | one for one in column_shares(estimator, data)]


def _pruning(estimator: Any, data: Data) -> dict[str, Any]:
    """Return the range of the impurity that a branch has to save."""
    scale = _impurity(estimator, data)
    # Bischl et al. (2023): from 1e-4 to 0.1 of the impurity without any split
    return (
        {} if scale is None else {"ccp_alpha": zero_or_log(1e-4 * scale, 0.1 * scale)}
    )


def _impurity(estimator: Any, data: Data) -> float | None:
    """Return about how impure the targets are without any split."""
    if estimator.criterion in ("gini", "entropy", "log_loss"):
        return 1.0
    if data.target_spread is None or estimator.criterion == "poisson":
        return None
    is_square = estimator.criterion in ("squared_error", "friedman_mse")
    return data.target_spread ** (2 if is_square else 1)
