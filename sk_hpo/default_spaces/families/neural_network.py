"""Multi-layer perceptrons.

They need columns of similar width, and regressions need targets near 1.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_real

handles = (
    "sklearn.neural_network.MLPClassifier",
    "sklearn.neural_network.MLPRegressor",
)

# Feurer et al. (2015), the spaces of auto-sklearn: from 1 to 3 layers of 16 to 264
# units. Beside the default (100,) these are half and twice as wide, and twice as deep.
LAYERS = [(50,), (200,), (50, 50), (100, 100)]
# With fewer rows an epoch has few steps, as a step takes 200 rows by default.
FEW_ROWS = 1000


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    found: dict[str, Any] = {
        "hidden_layer_sizes": kept_or(estimator, "hidden_layer_sizes", LAYERS),
        # scikit-learn's user guide: from 1e-6 to 0.1. It is divided by the number of
        # rows: 1 is better for few rows, and 1e-5 is no penalty.
        "alpha": log_real(1e-5, 1.0),
        "max_iter": _epochs(estimator, data),
    }
    if estimator.solver != "lbfgs":
        # Feurer et al. (2015): from 1e-4 to 0.5; larger ones do not converge on columns
        # that are not scaled, smaller ones take very long
        found["learning_rate_init"] = log_real(5e-4, 2e-2)
    return found


def _epochs(estimator: Any, data: Data) -> list[int]:
    """Return the own number of epochs, and one with which candidates converge."""
    is_small = data.n_train is None or data.n_train < FEW_ROWS
    most = 2000 if is_small else 500
    return sorted({estimator.max_iter, max(estimator.max_iter, most)})
