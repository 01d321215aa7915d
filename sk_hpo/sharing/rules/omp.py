"""Orthogonal matching pursuit along its size: one path, step by step.

Notation: X (n, p) centred, Y (n, t), k steps; the path is (p, t, K) for the most steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import orthogonal_mp, orthogonal_mp_gram

from sk_hpo._compat import sklearn_linear_model as inner
from sk_hpo._compat import warning_filters
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers import linear

handles = ("sklearn.linear_model.OrthogonalMatchingPursuit",)

# The path is allocated for p steps, even if fewer are taken; this is 32 MB.
MOST_NUMBERS = 2**22


class OMPRule(Rule):
    """One pursuit with the most steps."""

    along = ("n_nonzero_coefs",)
    divisible = False
    fit_params: ClassVar[set[str]] = set()
    methods = ("predict",)
    how = "the path of the largest fit contains all smaller ones"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["tol"] is not None:
            return "with tol the number of coefficients is not given"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        probe = clone(family[0])
        inner.validate_params(probe)
        X, y = linear.training_rows(probe, data.X, data.y, dtype=linear.FLOATS)
        p, t = X.shape[1], y.size // len(y)
        if X.dtype != np.float64 or p == 1 or p * p * t > MOST_NUMBERS:
            raise DeclinedError(
                "single precision, a single column, or too many columns"
            )
        sizes = [size for one in family if (size := _size(one, p)) <= p]
        if not sizes:
            raise DeclinedError("each n_nonzero_coefs exceeds the number of columns")
        return _path(probe, X, y, max(sizes))


def _size(estimator: Any, p: int) -> int:
    """Return the number of coefficients; a tenth of all by default."""
    size = estimator.n_nonzero_coefs
    return max(int(0.1 * p), 1) if size is None else size


def _path(probe: Any, X: Any, y: Any, most: int) -> FitPath:
    data, gram, Xy = inner.gram(
        X, y, precompute=probe.precompute, fit_intercept=probe.fit_intercept
    )
    Y = data.y if data.y.ndim == 2 else data.y[:, np.newaxis]
    keywords = {"n_nonzero_coefs": most, "return_path": True, "return_n_iter": True}
    # the warning that the pursuit stopped early is for larger sizes only
    with (
        warning_filters.all_are("error"),
        config_context(skip_parameter_validation=True),
    ):
        if gram is False:
            coefs, n_iters = orthogonal_mp(data.X, Y, precompute=False, **keywords)
        else:
            coefs, n_iters = orthogonal_mp_gram(gram, Xy=Xy, **keywords)
    if np.min(n_iters) < most:
        raise DeclinedError("the pursuit stops early")
    coefs = np.reshape(coefs, (X.shape[1], Y.shape[1], -1))[:, :, :most].copy()
    return OMPPath(probe, replace(data, X=None, y=None), coefs)


class OMPPath(FitPath):
    """The coefficients after each step."""

    def __init__(self, probe: Any, data: inner.Centred, coefs: Any) -> None:
        super().__init__(probe)
        self.data = data
        self.coefs = coefs

    def take(self, estimator: Any) -> None:
        p, n_targets, most = self.coefs.shape
        size = _size(estimator, p)
        if size > most:
            raise DeclinedError("n_nonzero_coefs exceeds the number of columns")
        super().take(estimator)
        estimator.n_nonzero_coefs_ = size
        estimator.n_iter_ = size if n_targets == 1 else [size] * n_targets
        estimator.coef_ = np.squeeze(self.coefs[:, :, size - 1].copy()).T
        inner.set_intercept(estimator, self.data)

    def share(self, estimator: Any) -> float:
        size: int = estimator.n_nonzero_coefs_
        return size / int(self.coefs.shape[2])

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        return linear.predicted(self.per_rows, estimator, X)


rule = OMPRule()
