"""Support vector machines without kernels."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import (
    inverse_penalty,
    inverse_penalty_of_absolute_errors,
    iterations,
)
from sk_hpo.default_spaces.ranges import kept_or, real

handles = ("sklearn.svm.LinearSVC", "sklearn.svm.LinearSVR")

SQUARED = "squared_epsilon_insensitive"


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    if hasattr(estimator, "penalty"):
        return [{"C": inverse_penalty(data, absolute=estimator.penalty == "l1")}]
    losses = kept_or(estimator, "loss", [SQUARED])
    return [_of_loss(loss, estimator, data) for loss in losses]


def _of_loss(loss: str, estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search of a regression with this loss."""
    spread = data.target_spread or 1.0
    # Our choice: up to half of a deviation, as more leaves few support vectors. The
    # default is 0, by the documentation, so the scale is not logarithmic.
    found = {"loss": [loss], "epsilon": real(0.0, 0.5 * spread)}
    if loss == SQUARED:
        return found | {"C": inverse_penalty(data)}
    found["C"] = inverse_penalty_of_absolute_errors(data)
    return found | iterations(estimator, data, always=True)
