"""Voting: the members are fitted once for all weights.

Notation: n rows to be scored, K members, C classes, w_k the weight of member k.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_voting import outputs, result_from
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = ("sklearn.ensemble.VotingClassifier", "sklearn.ensemble.VotingRegressor")


class Voting(Rule):
    """One ensemble, whose members are fitted and called once."""

    along = ("weights", "voting", "flatten_transform")
    divisible = False
    methods = ("predict", "predict_proba", "transform")
    how = "the members are fitted once for all weights and kinds of vote"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        fitting = [one for one in family if _weights_fit(one)]
        if not fitting:
            raise DeclinedError("the numbers of weights and of members differ")
        return VotingPath(data.fit(fitting[0]))


class VotingPath(FitPath):
    """Fitted members, and their outputs."""

    def take(self, estimator: Any) -> None:
        if not _weights_fit(estimator):
            raise ValueError("the numbers of weights and of members differ")
        super().take(estimator)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            method = "transform"
        soft = getattr(estimator, "voting", None) == "soft"
        if soft and method == "predict":
            # calls predict_proba, whose result is known
            return super().result(estimator, method, X)
        given = self.per_rows.once(X, soft, lambda: outputs(estimator, X, soft=soft))
        votes = method == "predict" and hasattr(estimator, "voting")
        if votes and _can_count(estimator):
            return _majority(estimator, given)
        return result_from(estimator, method, X, given, soft=soft)


def _weights_fit(ensemble: Any) -> bool:
    return ensemble.weights is None or len(ensemble.weights) == len(ensemble.estimators)


def _weights(ensemble: Any) -> list[Any]:
    """Return the weights of the members that are not left out."""
    given = ensemble.weights
    if given is None:
        given = [1] * len(ensemble.estimators)
    pairs = zip(ensemble.estimators, given, strict=True)
    return [w for (_, member), w in pairs if not isinstance(member, str)]


def _can_count(ensemble: Any) -> bool:
    """Return whether no weight is negative: a class without votes can't win."""
    return bool(np.all(np.asarray(_weights(ensemble), dtype=np.float64) >= 0))


def _majority(ensemble: Any, labels: Any) -> Any:
    """Return the class with most votes, or the first of several.

    scikit-learn counts row by row, and this member by member, in the same order.

    Parameters
    ----------
    ensemble : VotingClassifier
    labels : ndarray of shape (n, K)
        Encoded.
    """
    n = len(labels)
    votes = np.zeros((n, len(ensemble.classes_)))
    for k, w in enumerate(_weights(ensemble)):
        votes[np.arange(n), labels[:, k]] += w
    return ensemble.le_.inverse_transform(np.argmax(votes, axis=1))


rule = Voting()
