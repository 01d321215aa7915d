"""Private methods of ``sklearn.feature_extraction.text`` that count terms.

``CountVectorizer.fit_transform`` and ``transform`` get their counts from one method,
and drop and sort terms in two others. This file replaces these methods on an instance.
The rest (checks, warnings, fitted attributes) is scikit-learn's own code.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction import text

_COUNT = "_count_vocab"

# since 1.9 counts are a sparse array, converted as the configuration says
_align = getattr(text, "_align_api_if_sparse", None)
_csr = sp.csr_matrix if _align is None else sp.csr_array


def counts(
    values: npt.NDArray[Any],
    indices: npt.NDArray[Any],
    indptr: npt.NDArray[Any],
    n_terms: int,
    dtype: Any,
) -> Any:
    """Return a matrix of counts, built as ``CountVectorizer`` builds it.

    Parameters
    ----------
    values, indices : ndarray of shape (nnz,)
    indptr : ndarray of shape (n_documents + 1,)
    n_terms : int
    dtype : dtype

    Returns
    -------
    sparse matrix or array of shape (n_documents, n_terms)
    """
    shape = len(indptr) - 1, n_terms
    # a copy, since sorting changes the arrays
    X = _csr((values, indices, indptr), shape=shape, dtype=dtype, copy=True)
    X.sort_indices()
    return X if _align is None else _align(X)


def own(X: Any) -> Any:
    """Return a copy of a matrix of counts, with sorted indices."""
    copied = X.copy()
    copied.sort_indices()
    return copied


def fit_transform(
    vectorizer: Any, steps: Mapping[str, Callable[..., Any]], X: Any
) -> Any:
    """Run ``fit_transform`` with some of its steps replaced.

    Parameters
    ----------
    vectorizer : CountVectorizer or TfidfVectorizer
        Unfitted.
    steps : mapping of str to callable
        "count", with the documents and whether the vocabulary is fixed; "limit" and
        "sort", with the arguments of ``_limit_features`` and ``_sort_features``.
    X : sequence of str
        The documents.
    """
    names = {"count": _COUNT, "limit": "_limit_features", "sort": "_sort_features"}
    for name, step in steps.items():
        vars(vectorizer)[names[name]] = step
    try:
        return vectorizer.fit_transform(X)
    finally:
        for name in steps:
            del vars(vectorizer)[names[name]]


def transform(vectorizer: Any, counted: Any, X: Any) -> Any:
    """Run ``transform`` of a fitted vectorizer on documents with known counts."""
    own = copy.copy(vectorizer)
    vars(own).pop("transform", None)
    vars(own)[_COUNT] = lambda raw_documents, fixed_vocab: (None, counted)
    return own.transform(X)
