"""Estimators that need no y."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.everywhere.searches import (
    assert_real_scores,
    every_search,
    short,
    suggesting,
)

# not in the order of the species: each split has all of them
X = np.random.default_rng(0).permutation(load_iris().data)


def silhouette(model, X, y=None):
    return silhouette_score(X, model.predict(X))


@every_search
def test_k_means(Search):
    space = {"n_clusters": [2, 3, 4], "init": ["k-means++", "random"]}
    model = KMeans(n_init=2, random_state=0)
    search = Search(model, space, cv=3, **short(Search, 5)).fit(X)
    assert_real_scores(search, X, cv=3)
    assert search.transform(X).shape == (150, search.best_params_["n_clusters"])
    assert np.array_equal(search.predict(X), search.best_estimator_.labels_)
    assert search.score(X) == search.best_estimator_.score(X)


@suggesting
def test_a_scorer_without_y(Search):
    space = {"kmeans__n_clusters": (2, 6)}
    model = make_pipeline(StandardScaler(), KMeans(n_init=2, random_state=0))
    search = Search(model, space, scoring=silhouette, cv=3, **short(Search, 5)).fit(X)
    assert_real_scores(search, X, cv=3, scoring=silhouette)
    assert search.best_params_["kmeans__n_clusters"] == 2
    assert len(search.trials) == 5  # all that there are


@every_search
def test_pca(Search):
    space = {"n_components": [1, 2, 3]}
    search = Search(PCA(), space, cv=3, **short(Search, 3)).fit(X)
    assert_real_scores(search, X, cv=3)
    n = search.best_params_["n_components"]
    assert search.transform(X).shape == (150, n)
    assert np.allclose(search.fit_transform(X), PCA(n).fit_transform(X))
    back = search.inverse_transform(search.transform(X))
    assert np.allclose(
        back, search.best_estimator_.inverse_transform(search.transform(X))
    )


@suggesting
@pytest.mark.parametrize(
    ("model", "space"),
    [
        (KernelDensity(), {"bandwidth": (0.05, 5.0, "log-uniform")}),
        (
            GaussianMixture(random_state=0),
            {"n_components": (1, 4), "covariance_type": ["full", "diag"]},
        ),
    ],
    ids=["KernelDensity", "GaussianMixture"],
)
def test_densities(Search, model, space):
    search = Search(model, space, cv=3, **short(Search, 8)).fit(X)
    assert_real_scores(search, X, cv=3)
    # better than the settings that one begins with
    assert search.best_score_ > search.cv_results_["mean_test_score"][0]


@suggesting
def test_outliers(Search):
    """No y in fit, an outlier detector's methods after it."""

    def margin(model, X, y=None):
        return float(np.min(model.score_samples(X)))

    space = {"max_samples": (0.2, 1.0), "contamination": (0.01, 0.3)}
    model = IsolationForest(n_estimators=5, random_state=0)
    search = Search(model, space, scoring=margin, cv=2, **short(Search)).fit(X)
    assert_real_scores(search, X, cv=2, scoring=margin)
    assert set(search.predict(X)) == {-1, 1}
    share = search.best_params_["contamination"]
    assert np.mean(search.predict(X) == -1) == pytest.approx(share, abs=0.02)


@suggesting
def test_y_that_is_ignored(Search):
    search = Search(PCA(), {"n_components": (1, 4)}, cv=3, **short(Search))
    without = search.fit(X).cv_results_["mean_test_score"]
    given = search.fit(X, np.ones(150)).cv_results_["mean_test_score"]
    assert list(given) == list(without)
