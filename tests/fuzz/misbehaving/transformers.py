"""Transformers that write where they should not, count, draw or raise."""

import itertools

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin


class _Scales(TransformerMixin, BaseEstimator):
    """Multiplies by a number."""

    def __init__(self, by=1.0):
        self.by = by

    def fit(self, X, y=None):
        self.mean_ = np.asarray(X).mean(axis=0)
        return self

    def transform(self, X):
        return np.asarray(X) * self.by - self.mean_


class ScalesInPlace(_Scales):
    """Writes into X in fit and in transform."""

    def fit(self, X, y=None):
        super().fit(X, y)
        X *= 2.0
        return self

    def transform(self, X):
        X *= self.by
        return X


class ShiftsY(_Scales):
    """Writes into y in fit."""

    def fit(self, X, y=None):
        if y is not None and np.issubdtype(np.asarray(y).dtype, np.floating):
            y += self.by
        return super().fit(X, y)


class SpoilsWeights(_Scales):
    """Writes into sample_weight in fit."""

    def fit(self, X, y=None, sample_weight=None):
        if sample_weight is not None:
            sample_weight *= 1 + self.mean_of(X)
        return super().fit(X, y)

    def mean_of(self, X):
        return abs(np.asarray(X).mean(axis=1))


class CountsTransforms(_Scales):
    """Gives more at every call."""

    def fit(self, X, y=None):
        self.calls_ = 0
        return super().fit(X, y)

    def transform(self, X):
        self.calls_ += 1
        return super().transform(X) * self.calls_


class AddsNoise(_Scales):
    """Draws at every call, from a generator that fit has made."""

    def __init__(self, by=1.0, random_state=0):
        self.by = by
        self.random_state = random_state

    def fit(self, X, y=None):
        self.generator_ = np.random.default_rng(self.random_state)
        return super().fit(X, y)

    def transform(self, X):
        X = super().transform(X)
        return X + self.generator_.normal(size=X.shape) / 2


class AddsGlobalNoise(_Scales):
    """Draws from numpy's global state at every call."""

    draws_globally = True

    def transform(self, X):
        X = super().transform(X)
        return X + np.random.normal(size=X.shape) / 2  # noqa: NPY002  as users do


class _Shared:
    """What fits of a search have in common: a copy of it is the same object."""

    def __init__(self):
        self.count = 0
        self.rng = np.random.default_rng(0)

    def __deepcopy__(self, memo):
        return self


class CountsFits(_Scales):
    """Scales by how many fits there have been, by a counter that is a parameter."""

    remembers = True

    def __init__(self, by=1.0, shared=None):
        self.by = by
        self.shared = _Shared() if shared is None else shared

    def fit(self, X, y=None):
        self.shared.count += 1
        self.fits_ = self.shared.count
        return super().fit(X, y)

    def transform(self, X):
        return super().transform(X) + self.fits_ * (np.asarray(X) > 0)


class AddsSharedNoise(CountsFits):
    """Draws from one generator for all fits."""

    def transform(self, X):
        X = super().transform(X)
        return X + self.shared.rng.normal(size=X.shape) / 2


class AddsGivenNoise(_Scales):
    """Draws from a generator that is a parameter of fit."""

    def fit(self, X, y=None, rng=None):
        self.noise_ = 0.0 if rng is None else rng.normal(size=X.shape[1])
        return super().fit(X, y)

    def transform(self, X):
        return super().transform(X) + self.noise_ * (np.asarray(X) > 0)


class UpdatesMean(_Scales):
    """Learns from the rows that it transforms."""

    def transform(self, X):
        self.mean_ = (self.mean_ + np.asarray(X).mean(axis=0)) / 2
        return super().transform(X)


class RefusesLarge(_Scales):
    """Raises for some of its values."""

    def fit(self, X, y=None):
        if self.by > 1.5:
            raise ValueError(f"by={self.by} is too much")
        return super().fit(X, y)


class RefusesRows(_Scales):
    """Raises for rows that it has not been fitted on."""

    def transform(self, X):
        if self.by > 1.5 and not np.allclose(np.asarray(X).mean(axis=0), self.mean_):
            raise ValueError("rows that are not known")
        return super().transform(X)


class UniqueScale(_Scales):
    """Gives something else in every fit of a process, whatever seeds are set."""

    remembers = True
    _fits = itertools.count(1)

    def fit(self, X, y=None):
        self.by_ = next(self._fits)
        return super().fit(X, y)

    def transform(self, X):
        return super().transform(X) + self.by_ * (np.asarray(X) > 0)
