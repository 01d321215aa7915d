"""Classifiers and regressors that write where they should not, count, draw or raise."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin


class Nearest(ClassifierMixin, BaseEstimator):
    """The nearest mean of a class, shrunk towards 0."""

    def __init__(self, shrink=0.0):
        self.shrink = shrink

    def fit(self, X, y, sample_weight=None):
        w = np.ones(len(X)) if sample_weight is None else sample_weight
        self.classes_ = np.unique(y)
        means = [
            np.average(X[y == c], axis=0, weights=w[y == c]) for c in self.classes_
        ]
        self.means_ = np.array(means) * (1 - self.shrink)
        return self

    def decision_function(self, X):
        distances = ((X[:, None] - self.means_) ** 2).sum(axis=2)
        return (
            distances[:, 0] - distances[:, 1] if len(self.means_) == 2 else -distances
        )

    def predict(self, X):
        distances = ((np.asarray(X)[:, None] - self.means_) ** 2).sum(axis=2)
        return self.classes_[distances.argmin(axis=1)]


class Line(RegressorMixin, BaseEstimator):
    """A ridge regression without an intercept."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y, sample_weight=None):
        w = np.ones(len(X)) if sample_weight is None else sample_weight
        gram = (X.T * w) @ X + self.alpha * np.eye(X.shape[1])
        self.coef_ = np.linalg.solve(gram, (X.T * w) @ y)
        return self

    def predict(self, X):
        return X @ self.coef_


class CentersX(Nearest):
    """Writes into X in fit."""

    def fit(self, X, y, sample_weight=None):
        X -= X.mean(axis=0)
        return super().fit(X, y, sample_weight)


class CentersXWhenAsked(Nearest):
    """Writes into the rows to be predicted."""

    def predict(self, X):
        X *= 0.5
        return super().predict(X)


class CentersY(Line):
    """Writes into y in fit."""

    def fit(self, X, y, sample_weight=None):
        y -= y.mean()
        return super().fit(X, y, sample_weight)


class ScalesWeights(Line):
    """Writes into sample_weight in fit."""

    def fit(self, X, y, sample_weight=None):
        if sample_weight is not None:
            sample_weight /= sample_weight.sum()
        return super().fit(X, y, sample_weight)


class ScalesWeightsOfClasses(Nearest):
    """Writes into sample_weight in fit."""

    def fit(self, X, y, sample_weight=None):
        if sample_weight is not None:
            sample_weight *= sample_weight
        return super().fit(X, y, sample_weight)


class CountsPredictions(Line):
    """Says more at every call."""

    def predict(self, X):
        self.calls_ = getattr(self, "calls_", 0) + 1
        return super().predict(X) * self.calls_


class DrawsPredictions(Line):
    """Draws from its generator at every call."""

    def __init__(self, alpha=1.0, random_state=None):
        self.alpha = alpha
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        self.generator_ = np.random.default_rng(self.random_state)
        return super().fit(X, y, sample_weight)

    def predict(self, X):
        return super().predict(X) + self.generator_.normal(size=len(X))


class KeepsRows(Nearest):
    """Holds the training rows, and writes into them when it predicts."""

    def fit(self, X, y, sample_weight=None):
        self.rows_ = X
        return super().fit(X, y, sample_weight)

    def predict(self, X):
        self.rows_ += 1.0
        return super().predict(X + self.rows_.mean() / 10)


class RaisesAbove(Nearest):
    """Can't be fitted with much shrinking."""

    def fit(self, X, y, sample_weight=None):
        if self.shrink > 0.4:
            raise ArithmeticError(f"shrink={self.shrink} is too much")
        return super().fit(X, y, sample_weight)


class RaisesWhenAsked(Nearest):
    """Can't predict with much shrinking."""

    def predict(self, X):
        if self.shrink > 0.4:
            raise RuntimeError("no prediction")
        return super().predict(X)


class ChangesItself(Line):
    """Sets a parameter of its own in fit."""

    def fit(self, X, y, sample_weight=None):
        self.alpha = self.alpha + 1.0
        return super().fit(X, y, sample_weight)
