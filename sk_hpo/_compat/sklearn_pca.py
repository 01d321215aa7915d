"""Private method of ``sklearn.decomposition.PCA``: a fit that returns U as well."""

from __future__ import annotations

from typing import Any


def fitted_with_u(pca: Any, X: Any) -> Any:
    """Fit, and return the left singular vectors.

    ``fit_transform`` would scale them in place, by a factor that depends on ``whiten``.

    Parameters
    ----------
    pca : PCA
        Unfitted.
    X : array-like of shape (n, p)

    Returns
    -------
    ndarray of shape (n, r) or None
        None if the solver computes none.
    """
    pca._validate_params()
    return pca._fit(X)[0]
