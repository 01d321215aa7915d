"""XGBoost's estimators."""

import numpy as np
import pandas as pd
import pytest

from tests.everywhere.searches import (
    assert_real_scores,
    every_search,
    short,
    suggesting,
)
from tests.thirdparty.boosting import X, Xr, check_classifier, check_regressor, y, yr

pytest.importorskip("xgboost")

from xgboost import XGBClassifier, XGBRegressor

FIXED = {"n_jobs": 1, "random_state": 0, "n_estimators": 10}
# XGBoost's own settings are None until they are given: the search begins elsewhere
SPACE = {
    "max_depth": (1, 8),
    "learning_rate": (0.01, 0.5, "log-uniform"),
    "subsample": (0.5, 1.0),
    "grow_policy": ["depthwise", "lossguide"],
}


@suggesting
def test_classifier(Search):
    check_classifier(Search, XGBClassifier(**FIXED), SPACE)


@suggesting
def test_regressor(Search):
    check_regressor(Search, XGBRegressor(**FIXED), SPACE, 12)


@every_search
def test_choices(Search):
    space = {"max_depth": [2, 4], "learning_rate": [0.1, 0.3]}
    search = Search(XGBRegressor(**FIXED), space, cv=3, **short(Search, 4))
    assert_real_scores(search.fit(Xr, yr), Xr, yr, cv=3)


@suggesting
def test_settings_that_are_none_begin_at_what_they_stand_for(Search):
    model = XGBRegressor(**FIXED, learning_rate=0.25)
    space = {"max_depth": (2, 6), "learning_rate": (0.1, 0.5)}
    search = Search(model, space, cv=3, **short(Search)).fit(Xr, yr)
    first = search.cv_results_["params"][0]
    assert first == {"max_depth": 6, "learning_rate": 0.25}


@suggesting
def test_categories_of_a_frame(Search):
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])])
    frame["kind"] = pd.Categorical(np.where(y == 1, "a", "b"))
    model = XGBClassifier(**FIXED, enable_categorical=True)
    search = Search(model, SPACE, cv=3, **short(Search, 4)).fit(frame, y)
    assert_real_scores(search, frame, y, cv=3)
    assert search.best_score_ == 1  # the category tells


@suggesting
def test_early_stopping(Search):
    """Parameters of fit that are no arrays of rows go to each fit as they are."""
    model = XGBRegressor(n_jobs=1, n_estimators=200, early_stopping_rounds=3)
    space = {"learning_rate": (0.05, 1.0, "log-uniform")}
    search = Search(model, space, cv=3, **short(Search))
    search.fit(Xr[:80], yr[:80], eval_set=[(Xr[80:], yr[80:])], verbose=False)
    assert search.best_estimator_.best_iteration < 199
