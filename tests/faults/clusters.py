"""Searches that are run on clusters which fail, and what they find undisturbed."""

import os
import time
from pathlib import Path

import numpy as np
from sklearn.datasets import make_classification
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2
from tests.contracts.pools import PATIENCE
from tests.faults.estimators import GRID, ONE_SPLIT, Faulty, X, scores_of, y

UNDISTURBED = scores_of(GridSearchCV2(Faulty(), GRID, cv=ONE_SPLIT).fit(X, y))
DATA = make_classification(120, n_features=6, random_state=0)


class Seen(DecisionTreeClassifier):
    """Leaves the number of its process in a folder, and waits until there are `n`."""

    def __init__(self, folder=None, n=0, max_depth=None, ccp_alpha=0.0):
        super().__init__(max_depth=max_depth, ccp_alpha=ccp_alpha, random_state=0)
        self.folder = folder
        self.n = n

    def fit(self, X, y, sample_weight=None, check_input=True):
        if self.folder is not None:
            Path(self.folder, str(os.getpid())).touch()
            deadline = time.monotonic() + PATIENCE
            while len(os.listdir(self.folder)) < self.n:
                assert time.monotonic() < deadline, "no other worker has had a fit"
                time.sleep(0.01)
        return super().fit(X, y, sample_weight, check_input)


def grid(estimator, **settings):
    spec = {"max_depth": list(range(1, 21))}
    return GridSearchCV2(estimator, spec, cv=3, **settings)


SPACE = {"max_depth": (1, 20), "ccp_alpha": (1e-4, 1e-1, "log-uniform")}


def bayes(estimator, **settings):
    return BayesSearchCV(estimator, SPACE, n_iter=12, cv=3, random_state=0, **settings)


def grad(estimator, **settings):
    return GradSearchCV(estimator, SPACE, n_iter=12, cv=3, random_state=0, **settings)


def assert_same(ours, theirs):
    assert ours.cv_results_["params"] == theirs.cv_results_["params"]
    for name in ("split0_test_score", "split2_test_score", "rank_test_score"):
        np.testing.assert_array_equal(ours.cv_results_[name], theirs.cv_results_[name])
    assert ours.best_params_ == theirs.best_params_
