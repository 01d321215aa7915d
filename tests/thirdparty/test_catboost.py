"""CatBoost's estimators: their get_params lists only what has been set."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import cross_val_score

from tests.everywhere.searches import (
    assert_real_scores,
    every_search,
    short,
    suggesting,
)
from tests.thirdparty.boosting import X, Xr, check_classifier, check_regressor, y, yr

pytest.importorskip("catboost")

from catboost import CatBoostClassifier, CatBoostRegressor

FIXED = {
    "iterations": 10,
    "random_seed": 0,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}
SPACE = {
    "depth": (1, 6),
    "learning_rate": (0.01, 0.5, "log-uniform"),
    "l2_leaf_reg": (0.1, 10.0, "log-uniform"),
    "grow_policy": ["SymmetricTree", "Depthwise"],
}


@suggesting
def test_classifier(Search):
    check_classifier(Search, CatBoostClassifier(**FIXED), SPACE)


@suggesting
def test_regressor(Search):
    check_regressor(Search, CatBoostRegressor(**FIXED), SPACE, 12)


@every_search
def test_choices(Search):
    space = {"depth": [2, 4], "learning_rate": [0.1, 0.3]}
    search = Search(CatBoostRegressor(**FIXED), space, cv=3, **short(Search, 4))
    assert_real_scores(search.fit(Xr, yr), Xr, yr, cv=3)


@suggesting
def test_categories_of_a_frame(Search):
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])])
    frame["kind"] = np.where(y == 1, "a", "b")
    # as a setting of the model it can't be cloned, by scikit-learn either
    named = {"cat_features": ["kind"]}
    search = Search(CatBoostClassifier(**FIXED), SPACE, cv=3, **short(Search, 4))
    search.fit(frame, y, **named)
    best = CatBoostClassifier(**FIXED, **search.best_params_)
    scores = cross_val_score(best, frame, y, cv=3, params=named)
    assert search.best_score_ == pytest.approx(np.mean(scores), rel=1e-9)
    assert search.best_score_ > 0.95  # the category tells


@suggesting
def test_early_stopping(Search):
    """Parameters of fit that are no arrays of rows go to each fit as they are."""
    model = CatBoostRegressor(**{**FIXED, "iterations": 200})
    space = {"learning_rate": (0.05, 0.9, "log-uniform")}
    search = Search(model, space, cv=3, **short(Search))
    given = {"eval_set": [(Xr[80:], yr[80:])], "early_stopping_rounds": 3}
    search.fit(Xr[:80], yr[:80], **given)
    assert search.best_estimator_.tree_count_ < 200
