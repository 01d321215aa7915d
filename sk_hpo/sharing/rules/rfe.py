"""RFE along n_features_to_select: features are eliminated once, for all.

On its way to fewer features, an elimination passes through the larger sets. In the last
round of a setting fewer features are removed, by the same ranking.

Notation: p features, t to be selected; a round removes ``step`` of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone
from sklearn.utils.validation import validate_data

from sk_hpo._compat.sklearn_feature_selection import worst_first
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.cached_parts import Remembered

handles = ("sklearn.feature_selection.RFE",)


class Elimination(Rule):
    """One elimination, down to the fewest features."""

    along = ("n_features_to_select",)
    divisible = False
    arrays = True
    how = "features are eliminated once, down to the fewest"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if data.y is None:
            raise DeclinedError("RFE needs y")
        return EliminationPath(family, data)


class EliminationPath(FitPath):
    """An elimination, as far as it has been needed.

    Parameters
    ----------
    family : sequence of RFE
    data : Training
    """

    def __init__(self, family: Sequence[Any], data: Training) -> None:
        rfe = clone(family[0])
        self._X, self._y = validate_data(
            rfe,
            data.X,
            data.y,
            accept_sparse="csc",
            ensure_min_features=2,
            ensure_all_finite=False,
            multi_output=True,
        )
        super().__init__(rfe)
        self._rfe = rfe
        self._fit_params = data.fit_params
        p = self._X.shape[1]
        self._step = int(max(1, rfe.step * p)) if 0 < rfe.step < 1 else int(rfe.step)
        if self._step < 1:
            raise DeclinedError("a separate fit reports that no feature is removed")
        self._targets = {self._target(one) for one in family}
        self._rounds = Remembered()
        self._models = Remembered()  # on the features of the targets

    def _target(self, rfe: Any) -> int:
        """Return t; 0 where a separate fit raises an error."""
        p, asked = self._X.shape[1], rfe.n_features_to_select
        if asked is None:
            return int(p // 2)
        if isinstance(asked, Integral):
            return int(asked) if asked <= p else 0
        return int(p * asked)

    def _fit(self, features: Any) -> Any:
        model = clone(self._rfe.estimator)
        return model.fit(self._X[:, features], self._y, **self._fit_params)

    def _model(self, features: Any) -> Any:
        """Return the model on some features; it is remembered by their number."""
        if len(features) not in self._targets:
            return self._fit(features)
        return self._models.get(len(features), lambda: self._fit(features))

    def _worst(self, features: Any) -> npt.NDArray[np.intp]:
        ranks = worst_first(self._model(features), self._rfe.importance_getter)
        return np.asarray(features[ranks])

    def take(self, estimator: Any) -> None:
        t = self._target(estimator)
        if t < 1:
            raise DeclinedError("a separate fit reports what is wrong")
        features = np.arange(self._X.shape[1])
        ranking = np.ones(len(features), dtype=int)
        support = np.ones(len(features), dtype=bool)
        while len(features) > t:
            worst = self._rounds.get(len(features), partial(self._worst, features))
            support[worst[: min(self._step, len(worst) - t)]] = False
            ranking[~support] += 1
            features = np.flatnonzero(support)
        model = self._model(features)
        super().take(estimator)
        estimator.estimator_ = model
        estimator.n_features_ = support.sum()
        estimator.support_ = support
        estimator.ranking_ = ranking


rule = Elimination()
