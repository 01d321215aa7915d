"""SelectFromModel: the model is fitted once for all ways to select by it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

from sklearn.base import clone

from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = ("sklearn.feature_selection.SelectFromModel",)


class FromModel(Rule):
    """All settings have the same model."""

    along = ("threshold", "max_features", "norm_order", "importance_getter")
    arrays = True
    how = "the model is fitted once"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["prefit"]:
            return "the model is already fitted"
        if callable(own["max_features"]):
            return "max_features is computed from the data"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        first = clone(family[0]).set_params(max_features=None)
        return FromModelPath(data.fit(first))


class FromModelPath(FitPath):
    """The fitted model from which each estimator selects.

    Parameters
    ----------
    first : SelectFromModel
        Fitted.
    """

    def __init__(self, first: Any) -> None:
        super().__init__(first)
        self._p = getattr(first, "n_features_in_", None)

    def take(self, estimator: Any) -> None:
        most = estimator.max_features
        if most is not None:
            if not isinstance(most, Integral) or self._p is None or most > self._p:
                raise DeclinedError("a separate fit checks max_features")
            estimator.max_features_ = most
        super().take(estimator)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        # a forest computes its importances again at each access
        mask = self.per_rows.once(estimator, "mask", estimator.get_support)
        selecting = copy.copy(estimator)
        selecting.get_support = lambda: mask
        return type(estimator).transform(selecting, X)


rule = FromModel()
