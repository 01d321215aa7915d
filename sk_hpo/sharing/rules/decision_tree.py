"""Decision trees: one is grown, and pruned for every ``ccp_alpha``.

A tree that does not reach its limit of depth is also the tree of any other limit that
it does not reach. It does not reach a limit if the builder would not try to split the
nodes at this depth. Each try draws random numbers, even if it finds no split.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_tree import checked_rows, is_same_under, prune
from sk_hpo.sharing.identity.sklearn_fit import fitted_attributes
from sk_hpo.sharing.rule import FitPath, Rule, Training

handles = (
    "sklearn.tree.DecisionTreeClassifier",
    "sklearn.tree.DecisionTreeRegressor",
    "sklearn.tree.ExtraTreeClassifier",
    "sklearn.tree.ExtraTreeRegressor",
)

NO_LIMIT = np.inf


class DecisionTree(Rule):
    """One tree for every ccp_alpha, and for all limits that it does not reach."""

    along = ("ccp_alpha", "max_depth")
    divisible = False
    methods = ("predict", "predict_proba")
    how = (
        "one tree is pruned for every ccp_alpha; limits of depth that it does not "
        "reach are ignored"
    )

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        by_depth: dict[float, Any] = {}
        for tree in family:
            by_depth.setdefault(_limit(tree), tree)
        path = TreePath(by_depth, data)
        path.grow(max(by_depth))
        return path


class TreePath(FitPath):
    """Trees that have been grown, by their limits of depth.

    Parameters
    ----------
    unfitted : dict of float to estimator
        For each limit, one estimator of the family.
    data : Training
        For growing a new tree if no existing one can be used.
    """

    def __init__(self, unfitted: dict[float, Any], data: Training) -> None:
        super().__init__()
        self._unfitted = unfitted
        self._data = data
        self._grown: dict[float, Any] = {}
        self._fitted: dict[float, dict[str, Any]] = {}

    def grow(self, limit: float) -> None:
        """Grow a tree under a limit, without pruning it."""
        tree = self._unfitted[limit].set_params(ccp_alpha=0.0)
        self._grown[limit] = self._data.fit(tree)
        self._fitted[limit] = fitted_attributes(tree)

    def take(self, estimator: Any) -> int:
        limit = _limit(estimator)
        n_fits = 0
        if limit not in self._fitted:
            free = (
                other
                for other, tree in self._grown.items()
                if is_same_under(tree.tree_, min(other, limit), _least_split(tree))
            )
            found = next(free, None)
            if found is None:
                self.grow(limit)
                n_fits = 1
            else:
                self._fitted[limit] = self._fitted[found]
        vars(estimator).update(self._fitted[limit])
        prune(estimator)
        return n_fits

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        rows = self.per_rows.once(X, "rows", lambda: checked_rows(estimator, X))
        return getattr(type(estimator), method)(estimator, rows, check_input=False)


def _limit(tree: Any) -> float:
    return NO_LIMIT if tree.max_depth is None else tree.max_depth


def _least_split(tree: Any) -> int:
    """Return a lower bound on the number of rows of a node that is split."""
    split, leaf = tree.min_samples_split, tree.min_samples_leaf
    return max(
        split if isinstance(split, int) else 2, 2 * leaf if isinstance(leaf, int) else 2
    )


rule = DecisionTree()
