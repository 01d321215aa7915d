"""An estimator's own ``score`` as a metric of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sklearn.base import ClassifierMixin, RegressorMixin

from sk_hpo.registry import is_exactly

TWEEDIE = "sklearn.linear_model.TweedieRegressor"
# Generalised linear models are scored by the deviance that they minimise.
POWERS: Mapping[str, Callable[[Any], float]] = {
    "sklearn.linear_model.PoissonRegressor": lambda _: 1,
    "sklearn.linear_model.GammaRegressor": lambda _: 2,
    TWEEDIE: lambda estimator: estimator.power,
}


def parameters_of_own_score(estimator: Any) -> set[str]:
    """Return the parameters that an estimator's own ``score`` depends on directly."""
    return {"power"} if is_exactly(estimator, TWEEDIE) else set()


def own_score(estimator: Any) -> tuple[str, Mapping[str, Any]]:
    """Return the name of a function of ``sklearn.metrics``, and its arguments.

    Parameters
    ----------
    estimator : estimator
        If it is a Pipeline, its last step decides.

    Returns
    -------
    str, mapping
        "" and no arguments if the score is not such a function.
    """
    last = estimator
    while isinstance(steps := getattr(last, "steps", None), list) and steps:
        last = steps[-1][1]
    for path, power in POWERS.items():
        if is_exactly(last, path):
            return "d2_tweedie_score", {"power": power(last)}
    method = getattr(type(last), "score", None)
    if method is RegressorMixin.score:
        return "r2_score", {}
    return "accuracy_score" if method is ClassifierMixin.score else "", {}
