"""Rows of a training split, in an order of which the first ones stand for all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

# Whole groups are taken if a level has at least so many.
FEWEST_GROUPS = 20


def random_order(train: IntArray, split: int, y: Any = None) -> IntArray:
    """Return training rows in a random order, of which any first ones are a sample.

    With `y`, the first ones have the classes in the same shares as all, to rounding.

    Parameters
    ----------
    train : ndarray of shape (n,)
        Row numbers.
    split : int
        The number of the split. The order depends on it and on n, so that all searches
        on the same data take the same rows.
    y : array-like of shape (n_samples,), default=None
        The class of each row of the data.
    """
    rng = np.random.default_rng([len(train), split])
    order = rng.permutation(len(train))
    if y is not None:
        _, labels = np.unique(np.asarray(y)[train[order]], return_inverse=True)
        # the place of each row within its class, from 0 to 1
        place = np.empty(len(train))
        for label in range(labels.max() + 1):
            own = np.flatnonzero(labels == label)
            place[own] = (np.arange(len(own)) + rng.random()) / len(own)
        order = order[np.argsort(place, kind="stable")]
    return train[order]


def latest_first(train: IntArray) -> IntArray:
    """Return training rows from the latest to the earliest, for a time series."""
    return np.sort(train)[::-1]


def order_of_groups(train: IntArray, split: int, groups: Any) -> IntArray:
    """Return training rows group by group, in a random order of the groups."""
    rng = np.random.default_rng([len(train), split])
    _, labels = np.unique(np.asarray(groups)[train], return_inverse=True)
    order = rng.permutation(labels.max() + 1)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return train[np.argsort(rank[labels], kind="stable")]


def has_enough_groups(train: IntArray, groups: Any, share: float) -> bool:
    """Return whether a share of the rows is about enough whole groups."""
    return bool(len(np.unique(np.asarray(groups)[train])) * share >= FEWEST_GROUPS)
