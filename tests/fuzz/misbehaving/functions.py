"""Functions for FunctionTransformer: other layouts, views, and rows written into."""

import numpy as np


def backwards(X):
    """A view, with negative strides."""
    return np.asarray(X)[:, ::-1]


def every_other(X):
    return np.asarray(X)[:, ::2]


def spread(X):
    """Equal numbers that lie apart."""
    return np.repeat(np.asarray(X), 2, axis=1)[:, ::2]


def transposed_twice(X):
    """In Fortran's order."""
    return np.ascontiguousarray(np.asarray(X).T).T


def a_view(X):
    return np.asarray(X)[:]


def halves(X):
    """Writes into the rows."""
    X *= 0.5
    return X


def swaps_rows(X):
    """Writes, and keeps all that a mean of columns could tell."""
    X[[0, -1]] = X[[-1, 0]]
    return X


def sorts(X):
    X.sort(axis=1)
    return X


def forgets_small(X, below=0.3):
    X[np.abs(X) < below] = 0.0
    return X
