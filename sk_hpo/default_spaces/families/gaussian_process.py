"""Regression by Gaussian processes: the noise; the kernel learns its own parameters."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import is_default, log_real
from sk_hpo.space.plain_values import is_number

handles = ("sklearn.gaussian_process.GaussianProcessRegressor",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    if not is_number(estimator.alpha):  # one per row
        return [{}]
    # Feurer et al. (2015) search [1e-14, 1] of the variance of the target, of which
    # the lowest part is no noise.
    share = {"alpha": log_real(1e-6, 1.0), "normalize_y": [True]}
    if estimator.normalize_y:
        return [share]
    variance = (data.target_spread or 1.0) ** 2
    as_given = {"alpha": log_real(1e-6 * variance, variance), "normalize_y": [False]}
    return [as_given, share] if is_default(estimator, "normalize_y") else [as_given]
