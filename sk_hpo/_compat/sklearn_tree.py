"""Private names of ``sklearn.tree``: pruning, and the check of rows to be scored."""

from __future__ import annotations

from typing import Any


def prune(tree: Any) -> None:
    """Replace the ``tree_`` of a fitted tree by the one pruned with its ``ccp_alpha``.

    ``tree_`` itself is not modified. The public method for pruning returns no trees.
    """
    tree._prune_tree()


def checked_rows(tree: Any, X: Any) -> Any:
    """Return the rows as a tree's methods take them with ``check_input=False``."""
    return tree._validate_X_predict(X, check_input=True)
