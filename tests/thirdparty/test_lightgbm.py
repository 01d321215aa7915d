"""LightGBM's estimators."""

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

pytest.importorskip("lightgbm")

from lightgbm import LGBMClassifier, LGBMRegressor, early_stopping

FIXED = {"n_jobs": 1, "verbose": -1, "random_state": 0, "n_estimators": 10}
SPACE = {
    "num_leaves": (4, 31),
    "learning_rate": (0.01, 0.5, "log-uniform"),
    "reg_lambda": (1e-3, 10.0, "log-uniform"),
    "boosting_type": ["gbdt", "dart"],
}


@suggesting
def test_classifier(Search):
    check_classifier(Search, LGBMClassifier(**FIXED), SPACE)


@suggesting
def test_regressor(Search):
    check_regressor(Search, LGBMRegressor(**FIXED), SPACE, 12)


@every_search
def test_choices(Search):
    space = {"num_leaves": [4, 8], "learning_rate": [0.1, 0.3]}
    search = Search(LGBMRegressor(**FIXED), space, cv=3, **short(Search, 4))
    assert_real_scores(search.fit(Xr, yr), Xr, yr, cv=3)


@suggesting
def test_a_parameter_by_its_alias(Search):
    """One of LightGBM's own names, which get_params does not list."""
    space = {"min_data_in_leaf": (2, 40), "learning_rate": SPACE["learning_rate"]}
    search = Search(LGBMRegressor(**FIXED), space, cv=3, **short(Search, 8))
    search.fit(Xr, yr)
    assert len(set(search.cv_results_["mean_test_score"])) > 4
    best = LGBMRegressor(**FIXED, **search.best_params_).fit(Xr, yr)
    assert np.allclose(search.predict(Xr), best.predict(Xr))


@suggesting
def test_categories_of_a_frame(Search):
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])])
    frame["kind"] = pd.Categorical(np.where(y == 1, "a", "b"))
    search = Search(LGBMClassifier(**FIXED), SPACE, cv=3, **short(Search, 4))
    search.fit(frame, y)
    assert_real_scores(search, frame, y, cv=3)
    assert search.best_score_ == 1  # the category tells


@suggesting
def test_early_stopping(Search):
    """Parameters of fit that are no arrays of rows go to each fit as they are."""
    space = {"learning_rate": (0.05, 1.0, "log-uniform")}
    search = Search(LGBMRegressor(**{**FIXED, "n_estimators": 200}), space, cv=3)
    search.set_params(**short(Search, 4))
    stop = early_stopping(3, verbose=False)
    search.fit(Xr[:80], yr[:80], eval_X=Xr[80:], eval_y=yr[80:], callbacks=[stop])
    assert search.best_estimator_.best_iteration_ < 200
