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


class Keeper(TransformerMixin, BaseEstimator):
    """Passes on what it was given, or a copy, and predicts from what it holds."""

    def __init__(self, copies=False):
        self.copies = copies

    def fit(self, X, y=None):
        self.held_ = X.copy() if self.copies else X
        return self

    def fit_transform(self, X, y=None):
        return self.fit(X).held_

    def transform(self, X):
        return np.asarray(X) + self.held_.mean(axis=0)


class Scorer(RegressorMixin, BaseEstimator):
    """Its ``score`` writes into the true values."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        self.inner_ = Ridge(self.alpha).fit(X, y)
        return self

    def predict(self, X):
        return self.inner_.predict(X)

    def score(self, X, y):
        score = self.inner_.score(X, y)
        y *= 0.5
        return score


class LeastSquares(RegressorMixin, BaseEstimator):
    """Its numbers depend on how its rows are laid out in memory, in the last bits."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        self.coef_ = np.linalg.solve(X.T @ X + self.alpha * np.eye(X.shape[1]), X.T @ y)
        return self

    def predict(self, X):
        return X @ self.coef_


class Drawing(RegressorMixin, BaseEstimator):
    """Draws from a generator, and fills a list, that its ``fit`` is given."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y, rng=None, log=None):
        rows = slice(None) if rng is None else rng.permutation(len(y))[: len(y) // 2]
        if log is not None:
            log.append(len(y))
        alpha = self.alpha * (1 if log is None else len(log))
        self.inner_ = Ridge(alpha).fit(X[rows], y[rows])
        return self

    def predict(self, X):
        return self.inner_.predict(X)


class Ignoring(Scorer):
    """Its ``fit`` takes a parameter that it has no use for."""

    def fit(self, X, y, given=None):
        return super().fit(X, y)


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
