"""Support vector machines with kernels.

Bischl et al. (2023) search C and gamma from 1e-4 to 1e4, on columns that are scaled.
scikit-learn does not scale them: great C may take hours then. The settings that are
best on average (Probst et al. 2019, table 3) have a C of 682 and a gamma of 0.005.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import is_default, log_real

handles = ("sklearn.svm.SVC", "sklearn.svm.SVR")

# A fit with a linear kernel may take very long if a column is wider than this.
WIDEST = 30.0


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    common = {"C": log_real(1e-2, 1e3), **_epsilon(estimator, data)}
    if estimator.kernel not in ("rbf", "poly", "sigmoid"):
        return [common]
    own = "scale" if not isinstance(estimator.gamma, str) else estimator.gamma
    found = [common | {"gamma": [own]}, common | {"gamma": _gamma(data)}]
    if not is_default(estimator, "kernel"):
        return found
    found = [one | {"kernel": ["rbf"]} for one in found]
    # a linear SVR is slow, and no better than the linear models
    if hasattr(estimator, "probability") and _is_narrow(data):
        found.append(common | {"C": log_real(1e-3, 1e2), "kernel": ["linear"]})
    return found


def _gamma(data: Data) -> Any:
    """Return a range around the value that "scale" stands for."""
    X = data.numbers
    scale = 0.1 if X is None or not X.var() else 1 / (X.shape[1] * X.var())
    return log_real(1e-3 * scale, 1e2 * scale)


def _epsilon(estimator: Any, data: Data) -> dict[str, Any]:
    """Return the range of the width in which a regression ignores errors."""
    if not hasattr(estimator, "epsilon"):
        return {}
    spread = data.target_spread or 1.0
    return {"epsilon": log_real(1e-3 * spread, spread)}


def _is_narrow(data: Data) -> bool:
    X = data.numbers
    return X is None or bool(X.std(axis=0).max() <= WIDEST)
