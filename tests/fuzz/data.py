"""Tables to search on: kinds of targets, and twists of one idea each.

A twist of rows or of targets is one entry of `ROWS` or `TARGETS`.
"""

import numpy as np
import scipy.sparse
from sklearn.metrics.pairwise import euclidean_distances, linear_kernel, rbf_kernel


def table(kind, rows, columns, seed, *twists):
    """(X, y) with targets of a kind, one of `KINDS`."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, columns))
    signal = X @ rng.normal(size=columns) / np.sqrt(columns) + rng.normal(size=rows) / 2
    y = KINDS[kind](signal, rng)
    for twist in twists:
        if twist in ROWS:
            X = ROWS[twist](X, rng)
        else:
            y = TARGETS[twist](y, rng)
    return X, y


def text(rows, seed, kind="two"):
    """(list of documents, y): more words in some splits than in others."""
    rng = np.random.default_rng(seed)
    words = [f"w{i}" for i in range(30)] + ["Ünï", "co-op", "A", "I'm", "2024"]
    y = rng.integers(0, 2, rows)
    docs = []
    for label in y:
        n = rng.integers(1, 9)
        chosen = rng.zipf(1.6, n) % len(words)
        docs.append(" ".join(words[(i + 3 * label) % len(words)] for i in chosen))
    return docs, (y if kind == "two" else y + rng.normal(size=rows))


KINDS = {
    "two": lambda signal, rng: (signal > 0).astype(int),
    "three": lambda signal, rng: np.digitize(signal, [-0.5, 0.5]),
    "numbers": lambda signal, rng: 6 + 2 * signal,
    "counts": lambda signal, rng: np.round(np.exp(signal)).clip(0, 20),
    "several": lambda signal, rng: np.c_[
        signal, -signal + rng.normal(size=len(signal))
    ],
    "labels": lambda signal, rng: np.c_[signal > 0, signal > 0.4].astype(int),
    "none": lambda signal, rng: None,
}


def _with_nan(X, rng):
    X = X.astype(float)
    X[rng.random(X.shape) < 0.1] = np.nan
    return X


def _with_constant(X, rng):
    X = X.copy()
    X[:, rng.integers(X.shape[1])] = 1
    return X


def _with_duplicates(X, rng):
    return X[rng.integers(0, max(2, len(X) // 2), len(X))]


def _frame(X, rng):
    import pandas

    return pandas.DataFrame(X, columns=[f"c{i}" for i in range(X.shape[1])])


def _with_categories(X, rng):
    """The first columns have categories, the first of all strings."""
    frame = _frame(X, rng)
    levels = np.array(["a", "b", "c", "d"])[rng.integers(0, 4, len(X))]
    frame["c0"] = levels
    if X.shape[1] > 2:
        frame["c1"] = rng.integers(0, 3, len(X))
        frame["c1"] = frame["c1"].astype("category")
    return frame


def _with_vanishing(X, rng):
    """Squares of the first column are next to the smallest of floats."""
    X = X.astype(float)
    X[:, 0] *= 1e-160
    return X


def _read_only(X, rng):
    X = X.copy()
    X.flags.writeable = False
    return X


def _sparse(kind):
    return lambda X, rng: kind(X * (np.abs(X) > 0.7))


def _in_disorder(kind, *, twice=False):
    """Sparse, with the numbers of each row (or column) in another order."""

    def twist(X, rng):
        X = _sparse(kind)(X, rng)
        for first, end in zip(X.indptr, X.indptr[1:], strict=False):
            order = first + rng.permutation(end - first)
            X.indices[first:end], X.data[first:end] = X.indices[order], X.data[order]
            if twice and end - first > 1:
                X.indices[first + 1] = X.indices[first]
        X.has_sorted_indices = X.has_canonical_format = False
        return X

    return twist


ROWS = {
    "ties": lambda X, rng: np.round(X),
    "integers": lambda X, rng: np.round(2 * X).astype(int),
    "small integers": lambda X, rng: rng.integers(0, 3, X.shape),
    "fortran": lambda X, rng: np.asfortranarray(X),
    "strided": lambda X, rng: np.repeat(X, 2, axis=1)[:, ::2],
    "float32": lambda X, rng: X.astype(np.float32),
    "object": lambda X, rng: X.astype(object),
    "nan": _with_nan,
    "constant": _with_constant,
    "duplicates": _with_duplicates,
    "positive": lambda X, rng: np.abs(X),
    "zeros": lambda X, rng: np.where(X > 0, X, -0.0),
    "far": lambda X, rng: X + 1e9,
    "large": lambda X, rng: X * 1e6 + 1e6,
    "vanishing": _with_vanishing,
    "tiny": lambda X, rng: X * 1e-9,
    "1e39": lambda X, rng: X * 1e39,
    "1e-39": lambda X, rng: X * 1e-39,
    "1e26": lambda X, rng: X * 1e26,
    "1e100": lambda X, rng: X * 1e100,
    "1e-100": lambda X, rng: X * 1e-100,
    "kernel": lambda X, rng: rbf_kernel(X, gamma=0.2),
    "products": lambda X, rng: linear_kernel(X),
    "distances": lambda X, rng: euclidean_distances(X),
    "line": lambda X, rng: X[:, 0],
    "frame": _frame,
    "categories": _with_categories,
    "read only": _read_only,
    "list": lambda X, rng: X.tolist(),
    "csr": _sparse(scipy.sparse.csr_matrix),
    "csc": _sparse(scipy.sparse.csc_matrix),
    "csr array": _sparse(scipy.sparse.csr_array),
    "csr in disorder": _in_disorder(scipy.sparse.csr_matrix),
    "csc in disorder": _in_disorder(scipy.sparse.csc_matrix),
    "csr with doubles": _in_disorder(scipy.sparse.csr_matrix, twice=True),
}


def _series(y, rng):
    import pandas

    return pandas.Series(y, index=rng.permutation(len(y)))


TARGETS = {
    "strings": lambda y, rng: np.array(["no", "maybe", "yes"])[y],
    "objects": lambda y, rng: np.array(["no", "maybe", "yes"], object)[y],
    "bools": lambda y, rng: y > 0,
    "minus": lambda y, rng: 2 * y - 1,
    "floats": lambda y, rng: y.astype(float),
    "float32 y": lambda y, rng: y.astype(np.float32),
    "rare": lambda y, rng: np.where(rng.random(len(y)) < 0.8, y.flat[0], y),
    "series": _series,
    "column": lambda y, rng: np.reshape(y, (-1, 1)),
    "list y": lambda y, rng: y.tolist(),
    "positive y": lambda y, rng: np.abs(y) + 0.1,
    "rounded y": lambda y, rng: np.round(y),
    "nan y": lambda y, rng: np.where(rng.random(y.shape) < 0.02, np.nan, y),
    "y is None": lambda y, rng: None,
}
