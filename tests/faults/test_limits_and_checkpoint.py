"""A fit that a time limit has ended is finished, until it is given more time."""

import pytest
from sklearn.exceptions import FitFailedWarning

from sk_hpo import GridSearchCV2
from tests.faults import estimators as faults
from tests.faults.estimators import GRID, ONE_SPLIT, Faulty, X, y
from tests.faults.test_crashes import NOT_FINITE


@pytest.mark.filterwarnings(NOT_FINITE)
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
