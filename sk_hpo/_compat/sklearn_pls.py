"""Private attributes of ``sklearn.cross_decomposition``: truncate a fit."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import pinv


def cut(estimator: Any, k: int) -> None:
    """Truncate a fit to its first `k` components.

    The estimator has the attributes of the larger fit. They are replaced.
    """
    own = vars(estimator)
    if hasattr(estimator, "n_iter_"):
        estimator.n_iter_ = estimator.n_iter_[:k]
    for side in "xy":
        names = (f"{side}_weights_", f"{side}_loadings_", f"{side}_scores_")
        for name in (*names, f"_{side}_scores"):
            if name in own:
                # a copy, as in a fit with k components: products with a part of an
                # array may round differently
                own[name] = own[name][:, :k].copy()
        weights, loadings = own[f"{side}_weights_"], own[f"{side}_loadings_"]
        inverse = pinv(np.dot(loadings.T, weights), check_finite=False)
        own[f"{side}_rotations_"] = np.dot(weights, inverse)
    coef = np.dot(estimator.x_rotations_, estimator.y_loadings_.T)
    estimator.coef_ = (coef * estimator._y_std).T / estimator._x_std
    estimator._n_features_out = k


def predicted(estimator: Any, centred: Any) -> Any:
    """Return the prediction for rows minus the mean of the training rows."""
    found = centred @ estimator.coef_.T + estimator.intercept_
    return found.ravel() if estimator._predict_1d else found


def mean(estimator: Any) -> Any:
    """Return the mean of the training rows."""
    return estimator._x_mean
