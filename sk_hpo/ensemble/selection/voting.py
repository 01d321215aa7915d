"""scikit-learn's estimator of an ensemble, and what it can't do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import is_classifier, is_regressor
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.utils.multiclass import type_of_target

from sk_hpo.ensemble.searched_problem import member
from sk_hpo.problem import Problem

NO_TASK = "search: an ensemble is made of classifiers or regressors, and {} is neither"
TARGET = (
    "y must have one column of {}, since a {} can't be fitted on others; got {} target"
)
CLASS_WEIGHT = (
    "search: {} of the candidate {} names classes, and a VotingClassifier numbers them "
    "from 0 before it fits its members. Encode y as 0, 1, ... before the search, or "
    "use 'balanced' class weights"
)


def check_ensemble_possible(
    problem: Problem, candidates: Sequence[Mapping[str, Any]], classes: Any
) -> None:
    """Raise an error if scikit-learn has no ensemble of such estimators.

    Raises
    ------
    ValueError
    """
    estimator = member(problem, candidates[0])
    if not is_classifier(estimator) and not is_regressor(estimator):
        raise ValueError(NO_TASK.format(type(estimator).__name__))
    kind = "none" if problem.y is None else type_of_target(problem.y)
    if is_classifier(estimator):
        if kind not in ("binary", "multiclass"):
            raise ValueError(TARGET.format("classes", "VotingClassifier", f"a {kind}"))
        _check_class_weights(problem, candidates, classes)
    elif kind in ("none", "unknown") or ("multi" in kind and kind != "multiclass"):
        raise ValueError(TARGET.format("numbers", "VotingRegressor", f"a {kind}"))


def _check_class_weights(
    problem: Problem, candidates: Sequence[Mapping[str, Any]], classes: Any
) -> None:
    if np.array_equal(classes, np.arange(len(classes))):
        return
    for params in candidates:
        for name, value in member(problem, params).get_params().items():
            own = name.rpartition("__")[2]
            if own == "class_weight" and isinstance(value, Mapping):
                raise ValueError(CLASS_WEIGHT.format(name, dict(params)))


def voting(
    problem: Problem,
    members: Mapping[str, Mapping[str, Any]],
    weights: Sequence[int],
    n_jobs: int | None,
    *,
    soft: bool,
) -> VotingClassifier | VotingRegressor:
    """Return the unfitted ensemble.

    Parameters
    ----------
    problem : Problem
    members : mapping of str to dict
        The parameters of each member, by its name.
    weights : sequence of int
    n_jobs : int or None
    soft : bool
        Whether a classifier's members give probabilities, and not votes.
    """
    estimators = [(name, member(problem, params)) for name, params in members.items()]
    if is_regressor(estimators[0][1]):
        return VotingRegressor(estimators, weights=list(weights), n_jobs=n_jobs)
    return VotingClassifier(
        estimators,
        voting="soft" if soft else "hard",
        weights=list(weights),
        n_jobs=n_jobs,
    )
