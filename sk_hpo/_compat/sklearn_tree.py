"""Private names of ``sklearn.tree``: pruning, and the check of rows to be scored."""

from __future__ import annotations

from typing import Any


def prune(tree: Any) -> None:
    """Replace a fitted tree's ``tree_`` by what its own ``ccp_alpha`` leaves of it.

    ``tree_`` itself is not modified. The public path of pruning gives no trees.
    """
    tree._prune_tree()


def checked_rows(tree: Any, X: Any) -> Any:
    """Return the rows as a tree's methods take them with ``check_input=False``."""
    return tree._validate_X_predict(X, check_input=True)
