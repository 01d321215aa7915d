"""Linear and quadratic discriminant analysis.

The default solver estimates the covariances without shrinkage, and has no other
parameter that matters.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import is_default, log_real, real
from sk_hpo.space.plain_values import is_number

handles = (
    "sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
    "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis",
)

SETTINGS = ("solver", "shrinkage", "covariance_estimator", "reg_param")


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    names = [n for n in SETTINGS if n in estimator.get_params(deep=False)]
    # the documentation: from 0 to 1
    penalty = {"reg_param": real(0.0, 1.0)}
    if "solver" not in names:  # quadratic, until scikit-learn 1.7
        return [penalty]
    if estimator.covariance_estimator is not None:
        return [{}]
    # Our choice of a log scale: with many rows the best shrinkage is small. The
    # quadratic one takes less than 1e-3 for none.
    is_quadratic = "reg_param" in names
    shrunk = {"shrinkage": log_real(1e-3 if is_quadratic else 1e-4, 1.0)}
    own = {"solver": [estimator.solver], "shrinkage": [estimator.shrinkage]}
    if all(is_default(estimator, name) for name in names):
        # "eigen" can transform, and "lsqr" can't
        return [own, shrunk | {"solver": ["eigen"]}]
    if estimator.solver == "svd":
        return [penalty if is_quadratic else {}]
    return [shrunk] if is_number(estimator.shrinkage) else [own, shrunk]
