"""Parameters without influence, seen from a search."""

import pickle

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV

X, Y = load_iris(return_X_y=True)
KERNELS = {"kernel": ["linear", "rbf", "poly"], "degree": [2, 3], "gamma": [0.1, 1.0]}


def search_of(estimator, spec, n_iter=20):
    return BayesSearchCV(estimator, spec, n_iter=n_iter, cv=3, random_state=0).fit(X, Y)


def test_each_model_is_tried_once():
    search = search_of(SVC(), KERNELS)
    kernels = [params["kernel"] for params in search.cv_results_["params"]]
    assert sorted(kernels) == ["linear"] + ["poly"] * 4 + ["rbf"] * 2


def test_each_model_is_tried_once_where_steps_are_exchanged():
    nested = {f"model__{name}": value for name, value in KERNELS.items()}
    spec = [
        {"model": [SVC()], "scale": ["passthrough", StandardScaler()], **nested},
        {"model": [KNeighborsClassifier()], "model__n_neighbors": [3, 5]},
    ]
    estimator = Pipeline([("scale", StandardScaler()), ("model", SVC())])
    assert len(search_of(estimator, spec).cv_results_["params"]) == 7 * 2 + 2


def test_each_alternative_with_a_number_of_its_own_has_each_model_once():
    search = search_of(SVC(), [(KERNELS, 20), ({"C": [1.0, 2.0], "degree": [2, 3]}, 5)])
    others = [params for params in search.cv_results_["params"] if "C" in params]
    assert len(search.cv_results_["params"]) == 7 + 2
    assert len(others) == 2


def test_the_surrogate_sees_no_distance():
    spec = {
        "C": (0.01, 100.0, "log-uniform"),
        "degree": (1, 4),
        "kernel": ["rbf", "poly"],
    }
    search = search_of(SVC(), spec, n_iter=10)
    for made in (search, pickle.loads(pickle.dumps(search))):
        mean = made.surrogate.predict(
            [
                {"C": 1.0, "degree": d, "kernel": k}
                for k in ("rbf", "poly")
                for d in (1, 4)
            ]
        )
        assert mean[0] == mean[1]
        assert mean[2] != mean[3]


def test_a_range_that_counts_for_some_choices_is_searched_there():
    spec = {
        "penalty": ["l2", "elasticnet"],
        "l1_ratio": (0.0, 1.0),
        "alpha": (1e-5, 1e-1, "log-uniform"),
    }
    search = search_of(SGDClassifier(random_state=0), spec)
    rows = search.cv_results_["params"]
    of = {
        p: [r["l1_ratio"] for r in rows if r["penalty"] == p] for p in spec["penalty"]
    }
    assert len(set(of["elasticnet"])) > 2
    # all but the estimator's own settings, which come first as they are
    assert set(of["l2"]) <= {0.5, SGDClassifier().l1_ratio}


@pytest.mark.parametrize("share_fits", [False, True])
def test_what_counts_is_asked_for_each_fit(share_fits):
    estimator = SVC(kernel="poly")
    search = BayesSearchCV(
        estimator, {"degree": [2, 3, 4]}, cv=3, random_state=0, share_fits=share_fits
    )
    search.fit(X, Y)
    before = search.surrogate.predict([{"degree": d} for d in (2, 3, 4)])
    saved = pickle.dumps(search)
    assert len(search.cv_results_["params"]) == 3
    estimator.set_params(kernel="rbf")
    again = pickle.loads(saved).surrogate.predict([{"degree": d} for d in (2, 3, 4)])
    np.testing.assert_array_equal(again, before)
    with pytest.warns(UserWarning, match=r"SVC ignores \['degree'\]"):
        search.fit(X, Y)
    assert len(search.cv_results_["params"]) == 1


def test_what_a_search_within_sets_is_searched():
    inner = GridSearchCV(SVC(), {"kernel": ["poly"]}, cv=2)
    search = search_of(inner, {"estimator__degree": [1, 2, 3, 8]})
    assert len(search.cv_results_["params"]) == 4
