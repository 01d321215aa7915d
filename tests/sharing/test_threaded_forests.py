"""A forest grows its trees in threads of its own: each from its own random state."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.model_selection import GridSearchCV

from sk_hpo import BayesSearchCV, GridSearchCV2

X, Y = (part[::3] for part in load_breast_cancer(return_X_y=True))
WEIGHTS = np.random.default_rng(0).uniform(size=len(Y))
GRID = {"n_estimators": [10, 20], "max_depth": [3, None]}


@pytest.mark.parametrize(
    ("forest", "fit_params"),
    [
        pytest.param(
            RandomForestClassifier(class_weight="balanced", random_state=0),
            {},
            marks=pytest.mark.slow,
        ),
        (RandomForestClassifier(class_weight="balanced_subsample", random_state=0), {}),
        (ExtraTreesClassifier(random_state=np.random.RandomState(0)), {}),
        pytest.param(
            RandomForestRegressor(random_state=0),
            {"sample_weight": WEIGHTS},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_scores_are_those_of_separate_fits(forest, fit_params):
    forest.set_params(n_jobs=2)
    theirs = GridSearchCV(forest, GRID, cv=3).fit(X, Y, **fit_params)
    for _ in range(3):
        ours = GridSearchCV2(forest, GRID, cv=3).fit(X, Y, **fit_params)
        assert ours.n_fits == 3
        for split in range(3):
            # threads of scikit-learn's own sum up the trees' outputs in any order
            np.testing.assert_allclose(
                ours.cv_results_[f"split{split}_test_score"],
                theirs.cv_results_[f"split{split}_test_score"],
                rtol=1e-14,
            )


def test_what_a_suggesting_search_remembers():
    forest = RandomForestClassifier(class_weight="balanced", n_jobs=2, random_state=0)
    shared, separate = (
        BayesSearchCV(
            forest,
            {"n_estimators": (5, 15)},
            n_iter=5,
            cv=2,
            random_state=0,
            share_fits=share_fits,
        ).fit(X, Y)
        for share_fits in (True, False)
    )
    assert shared.n_fits < separate.n_fits
    np.testing.assert_array_equal(
        shared.cv_results_["mean_test_score"], separate.cv_results_["mean_test_score"]
    )
