"""The model that pictures draw: of the search's own space, with all that is known."""

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.datasets import load_iris
from sklearn.experimental import enable_halving_search_cv
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import (
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)
from sk_hpo.plot.model_of import model_of
from sk_hpo.results import results_of

assert enable_halving_search_cv
X, y = load_iris(return_X_y=True)


def model(search):
    return model_of(search, results_of(search))


def test_a_search_with_a_model_has_its_own():
    space = {"C": (1e-2, 1e2, "log-uniform")}
    search = BayesSearchCV(SVC(), space, n_iter=5, random_state=0).fit(X, y)
    assert model(search) is search.surrogate


@pytest.mark.parametrize("n_iter", [4, 15])
def test_a_drawn_range_is_a_range(n_iter):
    search = RandomSearchCV2(
        SVC(), {"C": loguniform(1e-2, 1e2)}, n_iter=n_iter, random_state=0
    ).fit(X, y)
    (coordinate,) = model(search).space.coordinates
    assert coordinate.size is None
    low, high = (model(search).space.decode([u])["C"] for u in (0.0, 1.0))
    assert (low, high) == pytest.approx((1e-2, 1e2))
    # a table does not say what could have been drawn
    assert model(search.cv_results_).space.contains(search.best_params_)


def test_one_candidate_of_a_range():
    search = GradSearchCV(Ridge(), {"alpha": (1e-3, 1e3, "log-uniform")}).fit(X, y)
    decoded = [model(search).space.decode([u])["alpha"] for u in (0.0, 1.0)]
    assert decoded == pytest.approx([1e-3, 1e3])


@pytest.mark.parametrize("kind", [GridSearchCV, GridSearchCV2])
def test_lists_are_choices(kind):
    search = kind(SVC(), {"C": [0.1, 1, 10], "kernel": ["rbf", "linear"]}).fit(X, y)
    assert model(search).space.n_candidates == 6


def test_candidates_that_racing_stopped_count():
    """Bad regions do not look like the good ones beside them."""
    depths = {"max_depth": [1, 2, 3, 4, 5], "min_samples_leaf": [1, 20, 40, 60]}
    tree = DecisionTreeClassifier(random_state=0)
    search = GridSearchCV2(tree, depths, racing=True, cv=10).fit(X, y)
    stopped = [t.params for t in search.stopped if t.params["min_samples_leaf"] == 60]
    assert stopped
    whole = GridSearchCV2(tree, depths, cv=10).fit(X, y)
    real = dict(zip(map(str, whole.cv_results_["params"]), whole.trials, strict=True))
    for source in (search, search.cv_results_):
        found = model(source).predict(stopped)
        own = [real[str(params)].value for params in stopped]
        assert np.abs(found - own).max() < 0.1


def test_of_a_halving_search_stopped_candidates_count_by_their_difference():
    search = HalvingGridSearchCV(SVC(), {"C": [1e-4, 1e-3, 0.1, 1.0]}, random_state=0)
    table = search.fit(X, y).cv_results_
    assert search.n_iterations_ == 2
    scores = {
        (i, params["C"]): mean
        for i, params, mean in zip(
            table["iter"], table["params"], table["mean_test_score"], strict=True
        )
    }
    best, last = search.best_params_["C"], search.best_score_
    prior = {params["C"]: score for params, score in model(search)._prior}
    assert len(prior) == len(model(search)._prior) == 4
    for C, score in prior.items():
        expected = scores.get((1, C), last + scores[0, C] - scores[0, best])
        assert score == pytest.approx(expected)


def test_failed_candidates_are_known_to_fail():
    table = {
        "params": [{"a": a} for a in np.linspace(0.0, 1.0, 21).tolist()],
        "mean_test_score": np.where(np.arange(21) > 10, np.nan, 0.5),
    }
    fitted = model(table)
    np.testing.assert_array_equal(
        fitted.success(np.array([[0.2], [0.8]])) > 0.5, [1, 0]
    )
