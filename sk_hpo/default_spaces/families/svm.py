"""Support vector machines with kernels.

Bischl et al. (2023) search C and gamma from 1e-4 to 1e4, on columns that are scaled.
scikit-learn does not scale them: great C may take hours then. The settings that are
best on average (Probst et al. 2019, table 3) have a C of 682 and a gamma of 0.005. The
penalty of a regression is in the unit of the target.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import is_classifier

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.kernel_width import gamma_range
from sk_hpo.default_spaces.penalties import (
    are_alike,
    inverse_penalty,
    inverse_penalty_of_absolute_errors,
)
from sk_hpo.default_spaces.ranges import integer, is_default, log_real

handles = (
    "sklearn.svm.NuSVC",
    "sklearn.svm.NuSVR",
    "sklearn.svm.SVC",
    "sklearn.svm.SVR",
)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    common = _penalties(estimator, data)
    if estimator.kernel == "linear" and "C" in common:
        is_regression = not is_classifier(estimator)
        of = inverse_penalty_of_absolute_errors if is_regression else inverse_penalty
        return [common | {"C": of(data)}]
    if estimator.kernel not in ("rbf", "poly", "sigmoid"):
        return [common]
    if estimator.kernel == "poly":
        # Bischl et al. (2023)
        common["degree"] = integer(2, 5)
    own = "scale" if not isinstance(estimator.gamma, str) else estimator.gamma
    found = [common | {"gamma": [own]}, common | {"gamma": gamma_range(data)}]
    if not is_default(estimator, "kernel"):
        return found
    found = [one | {"kernel": ["rbf"]} for one in found]
    # a linear SVR is slow, and no better than the linear models
    if is_classifier(estimator) and "C" in common and are_alike(data):
        found.append({"C": inverse_penalty(data), "kernel": ["linear"]})
    return found


def _penalties(estimator: Any, data: Data) -> dict[str, Any]:
    """Return the ranges of what the loss and its weight depend on."""
    # names that get_params lacks are attributes too, of the common base class
    names = estimator.get_params(deep=False)
    spread = 1.0 if is_classifier(estimator) else data.target_spread or 1.0
    found = {}
    if "nu" in names:
        found["nu"] = _nu(estimator, data)
    if "epsilon" in names:
        # the documentation: errors within epsilon have no penalty
        found["epsilon"] = log_real(1e-3 * spread, spread)
    if "C" in names:
        least = 1e-2 if is_classifier(estimator) else 0.1
        found["C"] = log_real(least * spread, 1e3 * spread)
    return found


def _nu(estimator: Any, data: Data) -> Any:
    """Return the least share of rows that are support vectors.

    By the documentation it is in (0, 1]. For a classifier it is at most twice the share
    of the smaller class of any two. Its choices are a list, so that only one is bad if
    the own one is greater.
    """
    if not is_classifier(estimator):
        return log_real(0.02, 0.8)
    most = 0.8
    if data.n_classes is not None:
        sizes = np.unique(np.asarray(data.y), return_counts=True)[1]
        # a split may have fewer rows of a class than all data
        most *= 2 * sizes.min() / (sizes.min() + sizes.max())
    return [float(f"{nu:.2g}") for nu in np.geomspace(0.02 * most, most, 16)]
