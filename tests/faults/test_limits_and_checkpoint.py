"""A fit that a time limit has ended is finished, until it is given more time."""

import time

import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.datasets import load_diabetes
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from sk_hpo import GradSearchCV, GridSearchCV2
from tests.faults import estimators as faults
from tests.faults.estimators import GRID, ONE_SPLIT, Faulty, X, y
from tests.faults.test_crashes import NOT_FINITE


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
@pytest.mark.filterwarnings("ignore:.*failed fits are recorded:UserWarning")
def test_tried_again_under_a_longer_limit(tmp_path):
    n_fits = []
    for limit in (2.0, 2.0, 1.0, 2.5):
        search = GridSearchCV2(
            Faulty(fault=faults.hang_in_c),
            GRID,
            cv=ONE_SPLIT,
            fit_timeout=limit,
            checkpoint=tmp_path / "search.db",
        )
        with pytest.warns(FitFailedWarning, match="'number': 2"):
            search.fit(X, y)
        n_fits.append(search.n_fits)
    assert n_fits == [len(GRID["number"]), 0, 0, 1]


class Slow(TransformerMixin, BaseEstimator):
    """Whose rows take their time."""

    def __init__(self, factor=1.0):
        self.factor = factor

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        time.sleep(0.05)
        return self.factor * X

    def __sklearn_is_fitted__(self):
        return True


@pytest.mark.slow
def test_a_descent_that_was_cut_is_not_that_of_a_search_with_more_time(tmp_path):
    model, data = make_pipeline(Slow(), Ridge()), load_diabetes(return_X_y=True)
    space = {"slow__factor": (1e-2, 1e2, "log-uniform")}

    def fitted(**settings):
        search = GradSearchCV(model, space, cv=3, refit=False, random_state=0)
        return search.set_params(**settings).fit(*data)

    path = tmp_path / "search.db"
    cut = fitted(checkpoint=path, timeout=3.0)
    (descent,) = cut.descents
    assert descent.cut
    assert len(cut.trials) == 1
    resumed, undisturbed = fitted(checkpoint=path), fitted()
    assert not resumed.descents[0].cut
    assert resumed.trials[0].params == cut.trials[0].params
    assert resumed.best_params_ == undisturbed.best_params_
    assert resumed.n_fits == undisturbed.n_fits
