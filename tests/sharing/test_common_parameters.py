"""What fits on a path have in common is checked as each of them would check it."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.datasets import load_diabetes
from sklearn.feature_selection import RFE, SequentialFeatureSelector
from sklearn.linear_model import Ridge

from sk_hpo import GridSearchCV2
from tests.sharing.beside import same_scores
from tests.sharing.test_rules import cases_of, first_data, names_in

pytestmark = pytest.mark.filterwarnings("ignore")


class Odd(BaseEstimator):
    """No value of any parameter."""


def constant(estimator, X, y=None):
    return 0.0


def invalid(case):
    """The estimator with an invalid value of each parameter that has any."""
    for name in case.estimator.get_params(deep=False):
        if any(name in grid for grid in np.atleast_1d(case.grid)):
            continue
        estimator = clone(case.estimator).set_params(**{name: Odd()})
        try:
            getattr(estimator, "_validate_params", list)()
        except ValueError:
            yield name, estimator


@pytest.mark.parametrize("rule", names_in("rules"))
def test_an_invalid_one_is_rejected(rule):
    for case in cases_of(rule)[:1]:
        X, y = first_data(case)
        grid = [
            {name: values[:2] for name, values in one.items()}
            for one in np.atleast_1d(case.grid)
        ]
        for name, estimator in invalid(case):
            search = GridSearchCV2(estimator, grid, cv=2, scoring=constant)
            with pytest.raises(ValueError, match=r"fits failed|'" + name):
                search.fit(X, y)


@pytest.mark.parametrize(
    "selector",
    [
        *(RFE(Ridge(), step=step) for step in (1.5, 1.0, -1, np.float32(0.3), 0)),
        SequentialFeatureSelector(Ridge(), direction="up"),
    ],
)
def test_of_a_selector(selector):
    X, y = load_diabetes(return_X_y=True)
    grid = {"n_features_to_select": [2, 3]}
    search = GridSearchCV2(selector, grid, cv=2, scoring=constant)
    with pytest.raises(ValueError, match="All the 4 fits failed"):
        search.fit(X, y)


def test_a_short_float_is_left_to_its_own_fit():
    X, y = load_diabetes(return_X_y=True)
    same_scores(RFE(Ridge(), step=0.3), {"n_features_to_select": [2, 3]}, X, y)
