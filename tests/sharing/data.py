"""Small data of every kind that a fit may meet, by task."""

from functools import cache

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn.datasets import make_classification, make_regression


def _classes(n=90, p=8, n_classes=3, seed=0):
    return make_classification(
        n,
        p,
        n_informative=min(5, p),
        n_redundant=1,
        n_classes=n_classes,
        random_state=seed,
    )


def _numbers(n=80, p=8, seed=0):
    return make_regression(n, p, n_informative=min(5, p), noise=5.0, random_state=seed)


def _tied(X):
    return np.round(X)


def _with_duplicates(X):
    X = X.copy()
    X[1::3] = X[::3][: len(X[1::3])]
    return X


def _with_constants(X):
    X = X.copy()
    X[:, 2] = 1.0
    X[:, 5] = 0.0
    return X


def _with_nan(X):
    X = X.copy()
    X[::7, 1] = np.nan
    return X


def _as_frame(X):
    return pd.DataFrame(X, columns=[f"c{k}" for k in range(X.shape[1])])


def _sparse(X):
    return scipy.sparse.csr_matrix(np.where(np.abs(X) > 0.7, X, 0.0))


CHANGES = {
    "dense": lambda X: X,
    "ties": _tied,
    "duplicates": _with_duplicates,
    "constants": _with_constants,
    "nan": _with_nan,
    "float32": lambda X: X.astype(np.float32),
    "fortran": np.asfortranarray,
    "frame": _as_frame,
    "sparse": _sparse,
}


def classification():
    """Name -> (X, y)."""
    X, y = _classes()
    kinds = {name: (change(X), y) for name, change in CHANGES.items()}
    kinds["two classes"] = _classes(n_classes=2)
    kinds["names"] = X, np.array(["ape", "bee", "cat"])[y]
    kinds["counts"] = np.abs(np.round(X * 3)), y
    kinds["wide"] = _classes(n=40, p=60)
    kinds["tiny"] = _classes(n=15)
    return kinds


def regression():
    """Name -> (X, y)."""
    X, y = _numbers()
    kinds = {name: (change(X), y) for name, change in CHANGES.items()}
    kinds["two outputs"] = X, np.column_stack([y, X[:, 0] * y])
    kinds["column"] = X, y[:, None]
    kinds["wide"] = _numbers(n=40, p=60)
    kinds["tiny"] = _numbers(n=12)
    return kinds


def texts():
    """Name -> (list of texts, y)."""
    rng = np.random.default_rng(0)
    words = np.array([f"w{k}" for k in range(60)])
    y = rng.integers(0, 2, 60)
    documents = [
        " ".join(rng.choice(words[20 * label : 20 * label + 40], size=25))
        for label in y
    ]
    return {"list": (documents, y), "array": (np.array(documents, dtype=object), y)}


TASKS = {
    "classification": cache(classification),
    "regression": cache(regression),
    "text": cache(texts),
}
