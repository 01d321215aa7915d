"""`out_of_fold` where a fit ends its worker."""

import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2, out_of_fold

X, y = load_iris(return_X_y=True)


class EndsItsWorker(ClassifierMixin, BaseEstimator):
    """Ends its process in a fit that has the first row, if there is a file `deadly`."""

    def __init__(self, deadly=None, C=1.0):
        self.deadly = deadly
        self.C = C

    def fit(self, X, y):
        if X[0, 0] == 5.1 and Path(self.deadly).exists():
            os._exit(1)
        self.model_ = SVC(C=self.C).fit(X, y)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        return self.model_.predict(X)


@pytest.mark.slow
def test_a_fit_that_ends_its_worker(tmp_path):
    deadly = tmp_path / "deadly"
    search = GridSearchCV2(EndsItsWorker(str(deadly)), {"C": [1, 10]}, cv=2).fit(X, y)
    search.set_params(n_jobs=2)
    deadly.touch()
    with pytest.warns(FitFailedWarning, match=r"1 of the 2 fits failed.*on split 1"):
        got = out_of_fold(search, X, y)
    (_, first), (_, second) = StratifiedKFold(2).split(X, y)
    assert not np.isnan(got[first]).any()
    assert np.isnan(got[second]).all()
