"""Least squares with a squared penalty and a kernel."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.kernel_width import gamma_range
from sk_hpo.default_spaces.penalties import curvature, n_rows
from sk_hpo.default_spaces.ranges import is_default, log_real
from sk_hpo.space.plain_values import is_number

handles = ("sklearn.kernel_ridge.KernelRidge",)

# Kernels of a distance are at most 1, whatever the columns.
OF_DISTANCES = ("chi2", "laplacian", "rbf")
OF_PRODUCTS = ("poly", "polynomial", "sigmoid")


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    if not is_number(estimator.alpha):  # one per target
        return [{}]
    size = n_rows(data) * curvature(data)
    # as of Ridge, in ridge.py, from Binder et al. (2020)
    of_columns = {"alpha": log_real(1e-6 * size, 10 * size)}
    # Our choice: the best of 11 data sets were from 1e-6 to 0.6.
    of_distances = {"alpha": log_real(1e-6, 10.0)}
    gamma = {"gamma": gamma_range(data)}
    kernel = estimator.kernel
    if is_default(estimator, "kernel"):
        linear = of_columns | {"kernel": ["linear"]}
        return [linear, of_distances | gamma | {"kernel": ["rbf"]}]
    common = of_columns if kernel == "linear" else of_distances
    if kernel not in (*OF_DISTANCES, *OF_PRODUCTS):
        return [common]
    if is_number(estimator.gamma):
        return [common | gamma]
    return [common | {"gamma": [estimator.gamma]}, common | gamma]
