"""Random forests and extra-trees: a forest holds all smaller ones.

Tree number i depends on the forest's seed and on i alone: ``estimators_[:k]`` of a
forest are the trees of a forest of k, and the mean of their answers its answer.

Notation: n rows to be scored, K trees of the largest forest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sk_hpo.sharing.fitting import fit, fitted_attributes
from sk_hpo.sharing.rule import Path, Rule

handles = (
    "sklearn.ensemble.RandomForestClassifier",
    "sklearn.ensemble.RandomForestRegressor",
    "sklearn.ensemble.ExtraTreesClassifier",
    "sklearn.ensemble.ExtraTreesRegressor",
)


class Forest(Rule):
    """One forest of the largest size."""

    along = ("n_estimators",)
    divisible = False
    answers = ("predict_proba", "predict")
    how: ClassVar[str] = "a forest holds all smaller ones"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["oob_score"]:
            return "out-of-bag scores are those of the whole forest"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        largest = max(family, key=lambda forest: forest.n_estimators)
        sizes = sorted({forest.n_estimators for forest in family})
        return ForestPath(fit(largest, X, y, fit_params), sizes)


class ForestPath(Path):
    def __init__(self, largest: Any, sizes: Sequence[int]) -> None:
        super().__init__()
        self.largest = largest
        self.sizes = sizes

    def take(self, estimator: Any) -> None:
        vars(estimator).update(fitted_attributes(self.largest))
        estimator.estimators_ = self.largest.estimators_[: estimator.n_estimators]

    def share(self, estimator: Any) -> float:
        return len(estimator.estimators_) / len(self.largest.estimators_)


rule = Forest()
