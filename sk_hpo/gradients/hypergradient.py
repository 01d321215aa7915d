"""The gradient of the cross-validated score at one point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sk_hpo.gradients.objective import Objective, refusals
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.scoring.criterion import Criterion

# Of the training objectives, as a share.
PRECISE = 1e-12


def hypergradient(
    estimator: Any,
    X: Any,
    y: Any,
    splits: Sequence[tuple[Any, Any]],
    *,
    criterion: Criterion,
    params: Mapping[str, float],
    ranges: Mapping[str, Range] | None = None,
    fit_params: Mapping[str, Any] | None = None,
    score_params: Mapping[str, Any] | None = None,
) -> dict[str, float]:
    """Give the derivative of the mean test score in each parameter.

    Parameters
    ----------
    estimator, X, y, splits, criterion, fit_params, score_params
        As for ``descend``.
    params : mapping of str to float
        Where, and in what to differentiate.
    ranges : mapping of str to (low, high, log), optional
        Where a parameter of an earlier step may be.

    Returns
    -------
    dict of str to float

    Raises
    ------
    NotDifferentiableError
        If there is no exact gradient.
    """
    with refusals():
        objective = Objective(
            estimator,
            X,
            y,
            splits,
            criterion=criterion,
            names=list(params),
            ranges=ranges or {},
            fit_params=fit_params or {},
            score_params=score_params or {},
            map_folds=map,
        )
        here = objective.at(params, tol=PRECISE)
    return {name: -slope for name, slope in here.gradient.items()}
