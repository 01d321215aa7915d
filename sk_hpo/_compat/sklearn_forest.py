"""Grow trees with private names of ``sklearn.ensemble._forest`` and ``sklearn.tree``.

A forest passes validated data and the weights of a bootstrap sample to each of its
trees. `fit_with` runs the forest's own ``fit`` up to that point, in any version. A
`Grower` then grows a tree with scikit-learn's own builders, without checking the data
again for every tree.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from math import ceil
from numbers import Integral
from typing import Any

import numpy as np
from joblib import effective_n_jobs
from scipy.sparse import issparse
from sklearn.base import is_classifier
from sklearn.ensemble._forest import _parallel_build_trees
from sklearn.tree._classes import (
    CRITERIA_CLF,
    CRITERIA_REG,
    DENSE_SPLITTERS,
    SPARSE_SPLITTERS,
)
from sklearn.tree._tree import BestFirstTreeBuilder, DepthFirstTreeBuilder, Tree

# scikit-learn's bound for the seeds of trees, and its depth of a tree without a limit.
MAX_INT = np.iinfo(np.int32).max

# Called as ``grow(i, tree, X, y, sample_weight, missing)`` to grow tree number i.
Grow = Callable[[int, Any, Any, Any, Any, Any], Any]


class _Generators(threading.local):
    """A random generator for each thread, since trees are grown in several threads."""

    def __init__(self) -> None:
        self._generator = np.random.RandomState(0)

    def seeded(self, seed: int) -> Any:
        """Return the thread's generator, seeded; a new one would take longer."""
        self._generator.seed(seed)
        return self._generator


_GENERATORS = _Generators()


class TreeProxy:
    """Takes the place of a tree in a forest's ``fit`` and receives its data.

    Parameters
    ----------
    number : int
        The number of the tree in its forest.
    tree : estimator
        The unfitted tree, with its own random_state.
    grow : callable
        Grows the tree.

    Attributes
    ----------
    grown : object
        The result of `grow`.
    """

    def __init__(self, number: int, tree: Any, grow: Grow) -> None:
        self.grown: Any = None
        self._number = number
        self._tree = tree
        self._grow = grow

    @property
    def random_state(self) -> Any:
        return _GENERATORS.seeded(self._tree.random_state)

    def _fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        check_input: bool = True,
        missing_values_in_feature_mask: Any = None,
    ) -> TreeProxy:
        missing = missing_values_in_feature_mask
        self.grown = self._grow(self._number, self._tree, X, y, sample_weight, missing)
        return self


def fit_with(
    grow: Grow, forest: Any, X: Any, y: Any, fit_params: Mapping[str, Any]
) -> list[Any]:
    """Fit a forest whose trees `grow` grows; return the results of `grow`.

    The results are in the order of the trees. Afterwards the forest itself has no
    trees. It calls `grow` in ``n_jobs`` threads.
    """
    plain = not fit_params and isinstance(forest.random_state, Integral)
    alone = effective_n_jobs(forest.n_jobs) == 1
    if plain and alone and getattr(forest, "class_weight", None) is None:
        proxies = _fit_first_tree_with(forest, X, y, grow)
    else:
        proxies = _fit_trees_with(forest, X, y, fit_params, grow)
    forest.estimators_ = []
    return [proxy.grown for proxy in proxies]


def _fit_trees_with(
    forest: Any, X: Any, y: Any, fit_params: Mapping[str, Any], grow: Grow
) -> list[TreeProxy]:
    """Fit a forest that passes the data of each tree to a proxy."""
    make = forest._make_estimator
    made: list[Any] = []

    def make_proxy(append: bool = True, random_state: Any = None) -> TreeProxy:
        if not made:
            made.append(make(append=False, random_state=random_state))
        else:
            # like scikit-learn, but without a clone for each tree
            made.append(copied(made[0], random_state=random_state.randint(MAX_INT)))
        return TreeProxy(len(made) - 1, made[-1], grow)

    forest._make_estimator = make_proxy
    try:
        forest.fit(X, y, **fit_params)
    finally:
        del forest._make_estimator
    return list(forest.estimators_)


def _fit_first_tree_with(forest: Any, X: Any, y: Any, grow: Grow) -> list[TreeProxy]:
    """Fit a forest of one tree, and pass its data to the proxies of the others.

    Without weights, all trees have the same data, and their bootstrap samples depend
    only on their seeds. This avoids joblib, which takes most of the time that ``fit``
    needs besides growing the trees.
    """
    size, forest.n_estimators = forest.n_estimators, 1
    first: list[Any] = []

    def grow_first(number: int, *given: Any) -> Any:
        first.extend(given)
        return grow(number, *given)

    proxies = _fit_trees_with(forest, X, y, {}, grow_first)
    tree, rows, targets, weights, missing = first
    seeds = np.random.RandomState(forest.random_state)
    if seeds.randint(MAX_INT) != tree.random_state:
        raise RuntimeError(
            "this version of scikit-learn derives the seeds of a forest's trees in an "
            "unknown way"
        )
    for number in range(1, size):
        other = copied(tree, random_state=seeds.randint(MAX_INT))
        proxies.append(TreeProxy(number, other, grow))
        _parallel_build_trees(
            proxies[-1],
            forest.bootstrap,
            rows,
            targets,
            None,
            number,
            size,
            n_samples_bootstrap=int(weights.sum()) if forest.bootstrap else None,
            missing_values_in_feature_mask=missing,
        )
    return proxies


def copied(tree: Any, **changed: Any) -> Any:
    """Return a copy of a tree with some attributes changed."""
    other: Any = object.__new__(type(tree))
    vars(other).update({**vars(tree), **changed})
    return other


def grown_by_itself(tree: Any, X: Any, y: Any, sample_weight: Any, missing: Any) -> Any:
    """Return a copy of a tree, fitted as by a forest."""
    return copied(tree)._fit(X, y, sample_weight, False, missing)


class Grower:
    """Grows the trees of one forest.

    Parameters
    ----------
    first : estimator
        One of the trees, fitted by scikit-learn.
    X : ndarray or sparse matrix of shape (n, p), float32
    y : ndarray of shape (n, n_outputs), float64
        The data that the forest passes to its trees.
    """

    def __init__(self, first: Any, X: Any, y: Any) -> None:
        self._first = first
        self._X = X
        self._classifies = is_classifier(first)
        self._n_classes = np.ones(first.n_outputs_, dtype=np.intp)
        if self._classifies:
            self._n_classes = np.atleast_1d(first.n_classes_).astype(np.intp)
            classes = first.classes_ if first.n_outputs_ > 1 else [first.classes_]
            y = np.column_stack(
                [np.searchsorted(classes[k], y[:, k]) for k in range(y.shape[1])]
            )
        self._y = np.ascontiguousarray(y, dtype=np.float64)
        n = X.shape[0]
        leaf, split = first.min_samples_leaf, first.min_samples_split
        self.min_leaf = leaf if isinstance(leaf, int) else ceil(leaf * n)
        least = split if isinstance(split, int) else max(2, ceil(split * n))
        self.min_split = max(least, 2 * self.min_leaf)

    def grow(
        self, seed: int, sample_weight: Any, missing: Any, max_depth: int | None
    ) -> Any:
        """Return a new tree, as scikit-learn's low-level ``Tree``.

        Parameters
        ----------
        seed : int
            The tree's random_state.
        sample_weight : ndarray of shape (n,) or None
        missing : ndarray of shape (p,) or None
            The columns that have missing values, if any do.
        max_depth : int or None
        """
        first, X = self._first, self._X
        total = X.shape[0]
        if sample_weight is not None:
            sample_weight = np.asarray(sample_weight, dtype=np.float64)
            total = np.sum(sample_weight)
        weight_leaf = first.min_weight_fraction_leaf * total
        splitters = SPARSE_SPLITTERS if issparse(X) else DENSE_SPLITTERS
        splitter = splitters[first.splitter](
            self._criterion(),
            first.max_features_,
            self.min_leaf,
            weight_leaf,
            _GENERATORS.seeded(seed),
            None,
        )
        tree = Tree(X.shape[1], self._n_classes, first.n_outputs_)
        depth = MAX_INT if max_depth is None else max_depth
        limits = (splitter, self.min_split, self.min_leaf, weight_leaf, depth)
        if first.max_leaf_nodes is None:
            builder = DepthFirstTreeBuilder(*limits, first.min_impurity_decrease)
        else:
            builder = BestFirstTreeBuilder(
                *limits, first.max_leaf_nodes, first.min_impurity_decrease
            )
        builder.build(tree, X, self._y, sample_weight, missing)
        return tree

    def _criterion(self) -> Any:
        name, n_outputs = self._first.criterion, self._first.n_outputs_
        if self._classifies:
            return CRITERIA_CLF[name](n_outputs, self._n_classes)
        return CRITERIA_REG[name](n_outputs, self._X.shape[0])


def equal(tree: Any, other: Any) -> bool:
    """Return whether two low-level trees are equal bit for bit."""
    one, two = tree.__getstate__(), other.__getstate__()
    return all(
        np.asarray(one[name]).tobytes() == np.asarray(two[name]).tobytes()
        for name in one
    )


def checked_rows(forest: Any, X: Any) -> Any:
    """Return the rows as a forest's methods pass them to its trees."""
    return forest._validate_X_predict(X)
