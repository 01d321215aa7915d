"""Estimators whose fit leaves or returns other things than scikit-learn's do."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from tests.fuzz.misbehaving.predictors import Line, Nearest


class LeavesNoTrace(Line):
    """What it has learnt has no trailing underscore."""

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y, sample_weight)
        self.coef = vars(self).pop("coef_")
        return self

    def predict(self, X):
        return X @ self.coef


class LeavesNoTraceOfMeans(Nearest):
    """So does this one; a classifier without ``classes_``, too."""

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y, sample_weight)
        self.learnt = vars(self).pop("classes_"), vars(self).pop("means_")
        return self

    def predict(self, X):
        classes, means = self.learnt
        distances = ((np.asarray(X)[:, None] - means) ** 2).sum(axis=2)
        return classes[distances.argmin(axis=1)]


class LeavesNoTraceOfScales(TransformerMixin, BaseEstimator):
    def __init__(self, by=1.0):
        self.by = by

    def fit(self, X, y=None):
        self.mean = np.asarray(X).mean(axis=0)
        return self

    def transform(self, X):
        return X - self.by * self.mean


class ReturnsAnother(Line):
    """Its fit returns another estimator."""

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y, sample_weight)
        other = Line(self.alpha).fit(X, y, sample_weight)
        other.coef_ = 2 * other.coef_
        return other


class ReturnsNothing(Line):
    def fit(self, X, y, sample_weight=None):
        super().fit(X, y, sample_weight)
