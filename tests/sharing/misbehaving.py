"""Estimators and scorers of users that change what they are given, or count."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.linear_model import Ridge


class Writer(RegressorMixin, BaseEstimator):
    """Its ``fit`` centres what it is given in place."""

    def __init__(self, alpha=1.0, into=("y",)):
        self.alpha = alpha
        self.into = into

    def fit(self, X, y, sample_weight=None):
        if "X" in self.into:
            X -= X.mean(axis=0)
        if "y" in self.into:
            y -= y.mean() * self.alpha
        if "sample_weight" in self.into:
            sample_weight /= sample_weight.sum() * self.alpha
        self.mean_ = np.average(y, weights=sample_weight)
        if sample_weight is not None:
            self.mean_ += sample_weight.sum()
        self.inner_ = Ridge(self.alpha).fit(X, y, sample_weight)
        return self

    def predict(self, X):
        return self.inner_.predict(X) + self.mean_


class WritingTransformer(TransformerMixin, BaseEstimator):
    """Its ``fit``, its ``transform`` or both write into the rows."""

    def __init__(self, factor=2.0, at=("fit", "transform")):
        self.factor = factor
        self.at = at

    def fit(self, X, y=None):
        if "fit" in self.at:
            X *= self.factor
        self.mean_ = X.mean(axis=0)
        return self

    def transform(self, X):
        if "transform" in self.at:
            X -= self.mean_
            return X
        return X - self.mean_


class Counter(TransformerMixin, BaseEstimator):
    """What it gives depends on how often it has been asked."""

    def __init__(self, factor=1.0):
        self.factor = factor

    def fit(self, X, y=None):
        self.calls_ = 0
        return self

    def transform(self, X):
        self.calls_ += 1
        return np.asarray(X) * self.factor + 0.3 * self.calls_ * np.asarray(X) ** 2
