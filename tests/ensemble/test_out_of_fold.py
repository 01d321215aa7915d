"""`out_of_fold`: the responses of `cross_val_predict`, for candidates of a search."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from joblib import parallel_config
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    HalvingGridSearchCV,
    KFold,
    RandomizedSearchCV,
    RepeatedKFold,
    ShuffleSplit,
    TimeSeriesSplit,
    cross_val_predict,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2, RandomSearchCV2, out_of_fold
from tests.contracts.searches import SEARCHES, choices_too

X, y = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])[y]
GRID = {"C": [0.1, 10.0]}
SHUFFLED = KFold(3, shuffle=True, random_state=0)


def best(search):
    """The unfitted estimator with the best parameters."""
    return search.estimator.set_params(**search.best_params_)


@choices_too
@pytest.mark.parametrize("name", SEARCHES)
def test_of_each_search(name):
    search = SEARCHES[name](SVC(), GRID, cv=3).fit(X, y)
    expected = cross_val_predict(best(search), X, y, cv=3)
    assert np.array_equal(out_of_fold(search, X, y), expected)


@pytest.mark.parametrize(
    "search",
    [
        GridSearchCV(SVC(), GRID, cv=SHUFFLED),
        GridSearchCV(SVC(), GRID, cv=SHUFFLED, refit=False),
        RandomizedSearchCV(SVC(), GRID, n_iter=2, cv=SHUFFLED),
        HalvingGridSearchCV(SVC(), GRID, cv=SHUFFLED, random_state=0),
    ],
    ids=lambda search: type(search).__name__,
)
def test_of_searches_of_sklearn(search):
    search.fit(X, NAMES)
    table = search.cv_results_
    params = table["params"][np.argmax(table["mean_test_score"])]
    expected = cross_val_predict(SVC(**params), X, NAMES, cv=SHUFFLED)
    got = out_of_fold(search, X, NAMES)
    assert got.dtype == expected.dtype
    assert np.array_equal(got, expected)


def test_a_halving_search_has_those_that_it_kept():
    grid = {"C": [0.01, 0.1, 1, 10, 100]}
    search = HalvingGridSearchCV(
        SVC(), grid, factor=2, min_resources=30, random_state=0
    )
    search.fit(X, y)
    n_last = np.sum(search.cv_results_["iter"] == max(search.cv_results_["iter"]))
    assert out_of_fold(search, X, y, k=n_last).shape == (n_last, 150)
    with pytest.raises(ValueError, match=f"k must be at most {n_last}, "):
        out_of_fold(search, X, y, k=n_last + 1)


@pytest.mark.parametrize("labels", [y, NAMES, NAMES.astype(object), y == 0])
@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
@pytest.mark.in_turn
def test_each_method_is_as_in_cross_val_predict(method, labels):
    search = GridSearchCV2(LogisticRegression(max_iter=500), GRID, cv=3).fit(X, labels)
    expected = cross_val_predict(best(search), X, labels, cv=3, method=method)
    got = out_of_fold(search, X, labels, method=method)
    assert got.dtype == expected.dtype
    assert np.array_equal(got, expected)


@pytest.mark.parametrize(("n_jobs", "backend"), [(1, "threading"), (2, "loky")])
def test_several_candidates_the_best_first(n_jobs, backend):
    search = GridSearchCV2(SVC(), {"C": [0.01, 1.0, 0.1]}, cv=SHUFFLED).fit(X, y)
    search.n_jobs = n_jobs
    with parallel_config(backend):
        got = out_of_fold(search, X, y, k=3)
    assert got.shape == (3, 150)
    ranks = np.argsort(search.cv_results_["rank_test_score"], kind="stable")
    for row, one in zip(ranks, got, strict=True):
        model = SVC(**search.cv_results_["params"][row])
        assert np.array_equal(one, cross_val_predict(model, X, y, cv=SHUFFLED))
    search.n_jobs = 1
    decisions = out_of_fold(search, X, y, k=2, method="decision_function")
    assert decisions.shape == (2, 150, 3)


def test_the_searchs_own_choice_comes_first():
    search = GridSearchCV2(SVC(), GRID, cv=3, refit=lambda table: 0).fit(X, y)
    assert search.cv_results_["rank_test_score"][0] == 2
    assert np.array_equal(
        out_of_fold(search, X, y), cross_val_predict(SVC(C=0.1), X, y, cv=3)
    )


def test_the_metric_of_refit_ranks():
    scoring = {"a": "accuracy", "r": lambda model, X, y: -model.C}
    search = GridSearchCV2(SVC(), GRID, cv=3, scoring=scoring, refit="r").fit(X, y)
    assert search.best_params_ == {"C": 0.1}
    assert np.array_equal(
        out_of_fold(search, X, y), cross_val_predict(SVC(C=0.1), X, y, cv=3)
    )


def test_regressors():
    X, y = load_diabetes(return_X_y=True)
    search = RandomSearchCV2(Ridge(), {"alpha": [0.1, 1.0]}, n_iter=2).fit(X, y)
    expected = cross_val_predict(best(search), X, y)
    assert np.array_equal(out_of_fold(search, X, y), expected)
    both = np.column_stack([y, -y])
    search.fit(X, both)
    expected = cross_val_predict(best(search), X, both)
    assert np.array_equal(out_of_fold(search, X, both), expected)
    assert out_of_fold(search, X, both, k=2).shape == (2, *both.shape)


def test_several_columns_of_classes():
    both = np.column_stack([NAMES, np.where(y > 0, "yes", "no")])

    def share(model, X, y):
        return np.mean(model.predict(X) == y)

    search = GridSearchCV2(
        KNeighborsClassifier(), {"n_neighbors": [3, 5]}, cv=SHUFFLED, scoring=share
    ).fit(X, both)
    expected = cross_val_predict(best(search), X, both, cv=SHUFFLED)
    assert np.array_equal(out_of_fold(search, X, both), expected)
    expected = cross_val_predict(
        best(search), X, both, cv=SHUFFLED, method="predict_proba"
    )
    got = out_of_fold(search, X, both, method="predict_proba")
    assert all(map(np.array_equal, got, expected))
    some = out_of_fold(search, X, both, k=2, method="predict_proba")
    assert [one.shape for one in some] == [(2, 150, 3), (2, 150, 2)]


@pytest.mark.parametrize(
    "data", [scipy.sparse.csr_matrix(X), pd.DataFrame(X, columns=list("abcd"))]
)
def test_sparse_and_frames(data):
    search = GridSearchCV2(LogisticRegression(max_iter=500), GRID, cv=3)
    target = pd.Series(NAMES)
    search.fit(data, target)
    expected = cross_val_predict(best(search), data, target, cv=3)
    assert np.array_equal(out_of_fold(search, data, target), expected)


def test_a_kernel_matrix():
    kernel = X @ X.T
    search = GridSearchCV2(SVC(kernel="precomputed"), GRID, cv=3).fit(kernel, y)
    expected = cross_val_predict(best(search), kernel, y, cv=3)
    assert np.array_equal(out_of_fold(search, kernel, y), expected)


def test_a_parameter_may_be_the_model():
    models = [KNeighborsClassifier(3), LogisticRegression(max_iter=500)]
    search = GridSearchCV2(
        Pipeline([("scale", StandardScaler()), ("model", Ridge())]),
        {"model": models},
        cv=RepeatedKFold(n_splits=3, n_repeats=1, random_state=0),
        scoring="accuracy",
    ).fit(X, NAMES)
    got = out_of_fold(search, X, NAMES, method="predict_proba")
    model = make_pipeline(StandardScaler(), search.best_params_["model"])
    expected = cross_val_predict(model, X, NAMES, cv=search.cv, method="predict_proba")
    assert np.array_equal(got, expected)


def test_groups_and_weights_go_where_fit_sends_them():
    groups, weights = np.arange(150) % 7, np.linspace(1, 2, 150)
    search = GridSearchCV2(
        GaussianNB(), {"var_smoothing": [1e-9, 1e-2]}, cv=GroupKFold(3)
    )
    search.fit(X, y, groups=groups, sample_weight=weights)
    got = out_of_fold(search, X, y, groups=groups, sample_weight=weights)
    expected = cross_val_predict(
        best(search),
        X,
        y,
        cv=GroupKFold(3),
        groups=groups,
        params={"sample_weight": weights},
    )
    assert np.array_equal(got, expected)
    with pytest.raises(ValueError, match="'groups'"):
        out_of_fold(search, X, y)


def test_routed_metadata():
    weights = np.linspace(1, 2, 150)
    with config_context(enable_metadata_routing=True):
        model = GaussianNB().set_fit_request(sample_weight=True)
        model.set_score_request(sample_weight=False)
        search = GridSearchCV2(model, {"var_smoothing": [1e-9, 1e-2]}, cv=SHUFFLED)
        search.fit(X, y, sample_weight=weights)
        got = out_of_fold(search, X, y, method="predict_proba", sample_weight=weights)
        expected = cross_val_predict(
            best(search),
            X,
            y,
            cv=SHUFFLED,
            method="predict_proba",
            params={"sample_weight": weights},
        )
    assert np.array_equal(got, expected)


# --- splits


def test_splits_that_were_given_are_used_again():
    splits = list(SHUFFLED.split(X))
    for cv in (splits, iter(splits), [(np.isin(range(150), r), s) for r, s in splits]):
        search = GridSearchCV2(SVC(), GRID, cv=cv).fit(X, y)
        expected = cross_val_predict(best(search), X, y, cv=splits)
        assert np.array_equal(out_of_fold(search, X, y), expected)


@pytest.mark.parametrize(
    "cv",
    [
        KFold(3, shuffle=True),
        KFold(3, shuffle=True, random_state=np.random.RandomState(0)),
        ShuffleSplit(3),
    ],
)
def test_splits_that_cannot_be_made_again(cv):
    search = GridSearchCV2(SVC(), GRID, cv=cv).fit(X, y)
    with pytest.raises(
        ValueError, match=r"(?s)cv: .*other splits each time.*random_st"
    ):
        out_of_fold(search, X, y)


def test_other_data_than_those_of_the_search():
    class OnePerClass(KFold):
        def get_n_splits(self, X=None, y=None, groups=None):
            return len(np.unique(y)) + 1

        def split(self, X, y=None, groups=None):
            return KFold(self.get_n_splits(X, y)).split(X, y)

    search = GridSearchCV2(GaussianNB(), {"var_smoothing": [1e-9]}, cv=OnePerClass())
    search.fit(X[::2], y[::2])
    with pytest.raises(ValueError, match=r"cv: .* makes 3 splits .* the search had 4"):
        out_of_fold(search, X[:100], y[:100])


@pytest.mark.parametrize("cv", [5, SHUFFLED])
def test_other_numbers_of_rows_than_those_of_the_search(cv):
    search = GridSearchCV2(SVC(), GRID, cv=cv).fit(X[::2], y[::2])
    with pytest.raises(ValueError, match="not the rows that the search was fitted on"):
        out_of_fold(search, X, y)


def test_rows_that_no_split_tests():
    search = GridSearchCV2(Ridge(), {"alpha": [0.1, 1.0]}, cv=TimeSeriesSplit(3))
    search.fit(X, X[:, 0])
    with pytest.warns(UserWarning, match="cv leaves out 39 of the 150 rows"):
        got = out_of_fold(search, X, X[:, 0], k=2)
    assert np.isnan(got[:, :39]).all()
    for train, test in TimeSeriesSplit(3).split(X):
        model = Ridge(**search.best_params_).fit(X[train], X[train, 0])
        assert np.array_equal(got[0, test], model.predict(X[test]))


@pytest.mark.parametrize(
    ("labels", "kind"), [(y, "f"), (NAMES, "O"), (NAMES.astype(object), "O")]
)
def test_labels_that_are_missing(labels, kind):
    cv = ShuffleSplit(1, test_size=50, random_state=0)
    search = GridSearchCV2(SVC(), GRID, cv=cv).fit(X, labels)
    with pytest.warns(UserWarning, match="cv leaves out 100 of the 150 rows"):
        got = out_of_fold(search, X, labels)
    assert got.dtype.kind == kind
    assert pd.isna(got).sum() == 100
    ((train, test),) = cv.split(X)
    expected = best(search).fit(X[train], labels[train]).predict(X[test])
    assert got[test].tolist() == expected.tolist()


def test_rows_that_several_splits_test():
    cv = RepeatedKFold(n_splits=3, n_repeats=3, random_state=0)
    search = GridSearchCV2(LogisticRegression(max_iter=500), GRID, cv=cv)
    search.fit(X, NAMES)
    with pytest.warns(UserWarning, match="up to 3 times: the mean"):
        shares = out_of_fold(search, X, NAMES, method="predict_proba")
    with pytest.warns(UserWarning, match=r"up to 3 times: the label .* most"):
        labels = out_of_fold(search, X, NAMES)
    expected, votes = np.zeros((150, 3)), np.zeros((150, 3))
    for train, test in cv.split(X):
        model = best(search).fit(X[train], NAMES[train])
        expected[test] += model.predict_proba(X[test]) / 3
        votes[test] += model.predict(X[test])[:, None] == model.classes_
    assert shares == pytest.approx(expected)
    assert np.array_equal(labels, np.unique(NAMES)[votes.argmax(axis=1)])


def test_training_rows_that_lack_a_class():
    search = GridSearchCV2(GaussianNB(), {"var_smoothing": [1e-9]}, cv=KFold(3))
    search.fit(X, NAMES)
    with pytest.warns(UserWarning, match=r"3 of the 3 splits lack a class.*setosa"):
        got = out_of_fold(search, X, NAMES, method="predict_proba")
    with pytest.warns(RuntimeWarning, match="Number of classes"):
        expected = cross_val_predict(
            GaussianNB(), X, NAMES, cv=KFold(3), method="predict_proba"
        )
    assert np.array_equal(got, expected)
    assert out_of_fold(search, X, NAMES).shape == (150,)


def test_decisions_without_a_column_for_each_class():
    search = GridSearchCV2(SVC(), GRID, cv=KFold(3)).fit(X, NAMES)
    with pytest.raises(ValueError, match=r"have 2 of the 3 classes.*StratifiedKFold"):
        out_of_fold(search, X, NAMES, method="decision_function")


# --- failures


class FailsWhenAsked(ClassifierMixin, BaseEstimator):
    """Fails in a fit where the first row is that of the second split."""

    fails = False

    def __init__(self, value=0):
        self.value = value

    def fit(self, X, y):
        if type(self).fails and (type(self).fails == "always" or X[0, 0] == 5.1):
            raise ValueError("no convergence")
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[self.value])


@pytest.fixture
def failing():
    yield FailsWhenAsked
    FailsWhenAsked.fails = False


def test_a_fit_that_fails(failing):
    order = np.random.default_rng(0).permutation(150)
    order[np.argmax(order == 0)], order[50] = order[50], 0  # 5.1 leads split 0 alone
    rows, labels = X[order], y[order]
    search = GridSearchCV2(failing(), {"value": [0, 1]}, cv=KFold(3)).fit(rows, labels)
    failing.fails = True
    assert rows[50, 0] == 5.1
    assert rows[0, 0] != 5.1
    with pytest.warns(FitFailedWarning, match=r"(?s)1 of the 3 fits .*on split 0"):
        got = out_of_fold(search, rows, labels)
    assert np.isnan(got[:50]).all()
    assert not np.isnan(got[50:]).any()
    failing.fails = "always"
    with pytest.raises(ValueError, match=r"(?s)3 of the 3 fits failed.*no convergence"):
        out_of_fold(search, rows, labels)
    search.set_params(error_score="raise")
    with pytest.raises(ValueError, match=r"^no convergence"):
        out_of_fold(search, rows, labels)


def test_failed_candidates_are_not_among_the_best():
    space = {"C": [-1.0, 1.0]}
    search = GridSearchCV2(SVC(), space, cv=3, error_score=2.0, refit=False)
    with pytest.warns(FitFailedWarning):
        search.fit(X, y)
    with pytest.raises(ValueError, match="k must be at most 1, the number of complete"):
        out_of_fold(search, X, y, k=2)
    assert np.array_equal(
        out_of_fold(search, X, y), cross_val_predict(SVC(), X, y, cv=3)
    )


# --- bad input


@pytest.mark.parametrize("k", [0, -1, 1.5, True, "2", None])
def test_bad_k(k):
    search = GridSearchCV2(SVC(), GRID, cv=3).fit(X, y)
    with pytest.raises(ValueError, match="k must be an int of at least 1, got"):
        out_of_fold(search, X, y, k=k)


def test_bad_methods():
    search = GridSearchCV2(SVC(), GRID, cv=3).fit(X, y)
    with pytest.raises(ValueError, match=r"method must be one of .* got 'score'"):
        out_of_fold(search, X, y, method="score")
    with pytest.raises(ValueError, match=r"no predict_proba with the parameters {'C'"):
        out_of_fold(search, X, y, method="predict_proba")


@pytest.mark.parametrize("search", [SVC(), {"params": []}, None, "search.db"])
def test_bad_searches(search):
    with pytest.raises(TypeError, match="search must be a fitted search with its est"):
        out_of_fold(search, X, y)


@pytest.mark.parametrize("Search", [GridSearchCV, GridSearchCV2])
def test_an_unfitted_search(Search):
    with pytest.raises(NotFittedError):
        out_of_fold(Search(SVC(), GRID), X, y)
