"""Private names of ``sklearn.tree``: pruning, limits of depth, the check of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

# A node with at most this impurity is a leaf: sklearn.tree._tree.EPSILON.
PURE = np.finfo(np.float64).eps


def prune(tree: Any) -> None:
    """Replace the ``tree_`` of a fitted tree by the one pruned with its ``ccp_alpha``.

    ``tree_`` itself is not modified. The public method for pruning returns no trees.
    """
    tree._prune_tree()


def is_same_under(tree: Any, max_depth: float, min_split: int) -> bool:
    """Return whether a tree grown with a larger limit of depth is the same under this.

    It is if the builder did not try to split a node at this depth. Each try consumes
    random numbers, even if it finds no split.

    Parameters
    ----------
    tree : Tree
        scikit-learn's low-level tree.
    max_depth : float
    min_split : int
        The least number of rows of a node that is split.
    """
    if tree.max_depth != max_depth:
        return bool(tree.max_depth < max_depth)
    deepest = tree.compute_node_depths() == max_depth + 1  # the root's is 1
    few = tree.n_node_samples[deepest] < min_split
    return bool((few | (tree.impurity[deepest] <= PURE)).all())


def checked_rows(tree: Any, X: Any) -> Any:
    """Return the rows, checked as for a method called with ``check_input=False``."""
    return tree._validate_X_predict(X, check_input=True)
