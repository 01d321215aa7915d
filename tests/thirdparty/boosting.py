"""What holds of a search around any library's boosted trees."""

import pickle

import numpy as np
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes

from tests.everywhere.searches import assert_real_scores, short

X, y = load_breast_cancer(return_X_y=True)
X, y = X[:150, :8], y[:150]
Xr, yr = load_diabetes(return_X_y=True)
Xr, yr = Xr[:120], yr[:120]


def check_classifier(Search, model, space, n_iter=6):
    """Scores are cross_val_score's; threads and a pickle change nothing."""
    scoring = "neg_log_loss"
    search = Search(model, space, scoring=scoring, cv=3, **short(Search, n_iter))
    search.fit(X, y)
    assert_real_scores(search, X, y, cv=3, scoring=scoring)
    assert search.predict_proba(X).shape == (len(y), 2)
    assert list(search.classes_) == [0, 1]
    tried = search.cv_results_["params"]
    assert len({repr(params) for params in tried}) == len(tried)
    parallel = clone(search).set_params(n_jobs=2).fit(X, y)
    assert parallel.cv_results_["params"] == tried
    loaded = pickle.loads(pickle.dumps(search))
    assert np.array_equal(loaded.predict_proba(X), search.predict_proba(X))


def check_regressor(Search, model, space, n_iter=6):
    """The same of a regressor, which the search does some good."""
    search = Search(model, space, cv=3, **short(Search, n_iter)).fit(Xr, yr)
    assert_real_scores(search, Xr, yr, cv=3)
    assert search.best_score_ > search.cv_results_["mean_test_score"][0]
    best = clone(model).set_params(**search.best_params_).fit(Xr, yr)
    assert np.allclose(search.predict(Xr), best.predict(Xr))
