"""Regressions of transformed targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.base import clone

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = ("sklearn.compose.TransformedTargetRegressor",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the regressor, on the targets that it gets."""
    yield Part("regressor", estimator.regressor, replace(data, y=_y(estimator, data)))


def _y(estimator: Any, data: Data) -> Any:
    """Return the transformed targets; None if that is impossible."""
    if data.y is None:
        return None
    y = np.asarray(data.y)
    given = y.reshape(-1, 1) if y.ndim == 1 else y
    try:
        if estimator.transformer is not None:
            made = clone(estimator.transformer).fit_transform(given)
        elif estimator.func is not None:
            made = estimator.func(given)
        else:
            return data.y
    except Exception:  # noqa: BLE001  the search itself reports what is wrong
        return None
    return np.reshape(made, y.shape) if np.size(made) == y.size else made
