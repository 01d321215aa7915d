"""Binary units that restore the columns."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer, log_real

handles = ("sklearn.neural_network.BernoulliRBM",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # scikit-learn's example in the documentation: 100 units, and a rate of 0.06
    return {"n_components": log_integer(16, 256), "learning_rate": log_real(1e-3, 0.3)}
