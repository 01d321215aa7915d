"""Linear models that move as far as one row after another asks for, or less."""

from __future__ import annotations

from typing import Any

from sklearn.base import is_classifier

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_real

handles = (
    "sklearn.linear_model.PassiveAggressiveClassifier",
    "sklearn.linear_model.PassiveAggressiveRegressor",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    X = data.numbers
    # A row asks for a step of its loss / |x|^2, and C is the longest step. Feurer et
    # al. (2015) search [1e-5, 10], but more than what rows ask for changes nothing, and
    # the shortest steps need more than 1000 rounds.
    size = 0.1 if X is None else 1 / (1 + (X**2).sum(axis=1).mean())
    found = {"average": kept_or(estimator, "average", [True])}
    if is_classifier(estimator):
        found["loss"] = kept_or(estimator, "loss", ["squared_hinge"])
    else:
        # the squared loss diverges until scikit-learn 1.7
        spread = data.target_spread or 1.0
        size *= spread
        # as of SVR by the documentation
        found["epsilon"] = log_real(1e-3 * spread, spread)
    return {"C": log_real(3e-3 * size, size)} | found
