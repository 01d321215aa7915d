"""Private names of ``sklearn.decomposition.KernelPCA``: its fit, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.preprocessing import KernelCenterer
from sklearn.utils.extmath import svd_flip
from sklearn.utils.validation import _check_psd_eigenvalues, validate_data


def centred_kernel(kernel_pca: Any, X: Any) -> Any:
    """Return the kernel of the training rows, as ``fit`` decomposes it.

    This sets all attributes that do not depend on the decomposition.
    """
    X = validate_data(kernel_pca, X, accept_sparse="csr", copy=kernel_pca.copy_X)
    gamma = kernel_pca.gamma
    kernel_pca.gamma_ = 1 / X.shape[1] if gamma is None else gamma
    kernel_pca._centerer = KernelCenterer().set_output(transform="default")
    K = kernel_pca._get_kernel(X)
    K = kernel_pca._centerer.fit(K).transform(K, copy=False)
    kernel_pca.X_fit_ = X
    return K


def centred_kernel_with(kernel_pca: Any, X: Any) -> Any:
    """Return the centred kernel of rows to be transformed and the training rows."""
    X = validate_data(kernel_pca, X, accept_sparse="csr", reset=False)
    K = kernel_pca._get_kernel(X, kernel_pca.X_fit_)
    return kernel_pca._centerer.transform(K)


def set_components(kernel_pca: Any, values: Any, vectors: Any) -> None:
    """Set the eigenvectors of a dense solver, sorted and with signs as in ``fit``."""
    values = _check_psd_eigenvalues(values, enable_warnings=False)
    vectors, _ = svd_flip(u=vectors, v=None)
    order = values.argsort()[::-1]
    values, vectors = values[order], vectors[:, order]
    if kernel_pca.remove_zero_eig or kernel_pca.n_components is None:
        vectors, values = vectors[:, values > 0], values[values > 0]
    kernel_pca.eigenvalues_, kernel_pca.eigenvectors_ = values, vectors


def projected(kernel_pca: Any, K: Any) -> Any:
    """Return ``transform`` of rows, given their centred kernel."""
    values, vectors = kernel_pca.eigenvalues_, kernel_pca.eigenvectors_
    some = np.flatnonzero(values)
    scaled = np.zeros_like(vectors)
    scaled[:, some] = vectors[:, some] / np.sqrt(values[some])
    return np.dot(K, scaled)
