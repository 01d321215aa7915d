"""A model with the scores that a test wants, and grids of it."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from sk_hpo import GridSearchCV2

X = np.arange(24.0).reshape(12, 2)
y = np.array([0, 1] * 6)


class Scored(ClassifierMixin, BaseEstimator):
    """Candidate `k` has the k-th of `scores`; None: its fit fails."""

    def __init__(self, k=0, scores=()):
        self.k = k
        self.scores = scores

    def fit(self, X, y):
        if self.scores[self.k] is None:
            raise ValueError("fails")
        self.classes_ = np.unique(y)
        return self

    def score(self, X, y):
        return self.scores[self.k]


def grid(scores, callback, **settings):
    """A fitted search whose candidates have these scores, in their order."""
    model = Scored(scores=tuple(scores))
    candidates = {"k": list(range(len(scores)))}
    settings = {"cv": 2, "refit": False} | settings
    return GridSearchCV2(model, candidates, callback=callback, **settings).fit(X, y)


def n_evaluated(scores, callback, **settings):
    """How many candidates were evaluated until it stopped."""
    return len(grid(scores, callback, **settings).trials)
