"""The same search by scikit-learn and by ours, each on data of its own."""

import copy

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

from sk_hpo import GridSearchCV2
from tests.equality import assert_same_table


def searched(kind, estimator, grid, X, y, **settings):
    """A fitted search; what is written into its data stays with it."""
    estimator, (grid, X, y, settings) = (
        clone(estimator),
        copy.deepcopy((grid, X, y, settings)),
    )
    fit_params = settings.pop("fit_params", {})
    settings = {"cv": 2, "return_train_score": True, "refit": False, **settings}
    np.random.seed(0)  # noqa: NPY002  what scikit-learn draws from
    return kind(estimator, grid, **settings).fit(X, y, **fit_params)


def same_scores(*search, **settings):
    """Our search, after a check that its table is scikit-learn's."""
    theirs = searched(GridSearchCV, *search, **settings)
    ours = searched(GridSearchCV2, *search, **settings)
    assert_same_table(ours.cv_results_, theirs.cv_results_)
    return ours
