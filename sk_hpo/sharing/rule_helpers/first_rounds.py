"""Boosting of other packages: the first rounds are those of a smaller model.

Notation: K rounds of the largest model, k of one that is taken.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from sk_hpo.sharing.rule import FitPath, Rule, Training

DEFAULT = 100  # rounds, where n_estimators is None


class FirstRounds(Rule):
    """One model with the most rounds.

    Attributes
    ----------
    path : type
        The subclass of `RoundsPath`.
    """

    along = ("n_estimators",)
    divisible = False
    fit_params: ClassVar[set[str]] = {"sample_weight"}  # others may stop it early
    reports = False
    how = "the first rounds of boosting are those of a smaller model"
    path: ClassVar[type[RoundsPath]]

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        return self.path(data.fit(max(family, key=rounds)))


class RoundsPath(FitPath):
    """Cuts the largest model after k rounds."""

    def __init__(self, largest: Any) -> None:
        super().__init__(largest)
        self.largest = largest

    def take(self, estimator: Any) -> None:
        k, K = rounds(estimator), rounds(self.largest)
        if not 1 <= k <= K:
            raise ValueError(f"{k} rounds are not the first of {K}")
        self.cut(estimator, k)

    @abstractmethod
    def cut(self, estimator: Any, k: int) -> None:
        """Give an estimator the first k rounds."""

    def share(self, estimator: Any) -> float:
        return rounds(estimator) / rounds(self.largest)


def rounds(model: Any) -> int:
    """Return how many rounds of boosting a model has."""
    return DEFAULT if model.n_estimators is None else int(model.n_estimators)
