"""SequentialFeatureSelector along n_features_to_select: one sequence of features.

The features that are added (or dropped) first do not depend on how many will be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from sklearn.base import clone, is_classifier
from sklearn.model_selection import check_cv
from sklearn.utils import get_tags
from sklearn.utils.validation import validate_data

from sk_hpo._compat.sklearn_feature_selection import next_feature
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.cached_parts import Remembered

handles = ("sklearn.feature_selection.SequentialFeatureSelector",)


class Sequential(Rule):
    """One sequence of features."""

    along = ("n_features_to_select",)
    divisible = False
    arrays = True
    fit_params: ClassVar[set[str]] = set()
    how = "features are added (or dropped) once, in one sequence"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        return "tol decides when to stop" if own["tol"] is not None else None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        return SequentialPath(clone(family[0]), data)


class SequentialPath(FitPath):
    """A sequence of features, as far as it has been needed.

    Parameters
    ----------
    selector : SequentialFeatureSelector
        Unfitted.
    data : Training
    """

    def __init__(self, selector: Any, data: Training) -> None:
        self._X = validate_data(
            selector,
            data.X,
            accept_sparse="csc",
            ensure_min_features=2,
            ensure_all_finite=not get_tags(selector).input_tags.allow_nan,
        )
        super().__init__(selector)
        self._y = data.y
        self._selector = selector
        classifies = is_classifier(selector.estimator)
        self._cv = check_cv(selector.cv, data.y, classifier=classifies)
        self._sequence = Remembered()

    def take(self, estimator: Any) -> None:
        p, asked = self._X.shape[1], estimator.n_features_to_select
        forward = estimator.direction == "forward"
        if asked == "auto":
            count = p // 2
        elif isinstance(asked, Integral):
            if asked >= p:
                raise DeclinedError(
                    "n_features_to_select is not below the number of features: a "
                    "separate fit raises the error"
                )
            count = asked if forward else p - asked
        else:
            count = int(p * asked) if forward else p - int(p * asked)
        mask = self._mask(count)
        super().take(estimator)
        estimator.support_ = mask if forward else ~mask
        estimator.n_features_to_select_ = estimator.support_.sum()

    def _mask(self, count: int) -> npt.NDArray[np.bool_]:
        """Return the features that have been added (or dropped)."""
        mask = np.zeros(self._X.shape[1], dtype=bool)
        for number in range(count):
            mask[self._sequence.get(number, lambda: self._next(mask))] = True
        return mask

    def _next(self, mask: Any) -> int:
        return next_feature(self._selector, self._X, self._y, self._cv, mask)


rule = Sequential()
