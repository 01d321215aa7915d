"""Responses in a checkpoint: none is computed twice, and nothing in it is executed."""

import pickle
import sqlite3
from contextlib import closing
from io import BytesIO
from typing import ClassVar

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB

from sk_hpo import GridSearchCV2, greedy_ensemble, load_results, out_of_fold
from tests.contracts.searches import SEARCHES, SEVERAL_METRICS, choices_too

X, y = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])[y]
CV = KFold(3, shuffle=True, random_state=0)
GRID = {"var_smoothing": [1e-9, 1e-3, 1e-1]}


@pytest.fixture
def fits(monkeypatch):
    """Grows by one with each fit of a naive Bayes classifier."""
    done = []
    fit = GaussianNB.fit

    def counted(self, X, y, sample_weight=None):
        done.append(1)
        return fit(self, X, y, sample_weight)

    monkeypatch.setattr(GaussianNB, "fit", counted)
    return done


def n_of(fits, function, *args, **kwargs):
    fits.clear()
    result = function(*args, **kwargs)
    return result, len(fits)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "search.db"


@choices_too
@pytest.mark.parametrize("name", SEVERAL_METRICS)  # the others draw rows of each split
def test_nothing_is_computed_twice(name, path):
    search = SEARCHES[name](GaussianNB(), {"var_smoothing": [1e-9, 1e-2]}, cv=CV)
    plain = out_of_fold(search.fit(X, y), X, y, k=2)
    search.set_params(checkpoint=path).fit(X, y)
    first = out_of_fold(search, X, y, k=2)
    with closing(sqlite3.connect(path)) as file:
        n = "SELECT count(*) FROM {}".format
        assert file.execute(n("responses")).fetchone() == (6,)
        # it found the problem and the candidates of the search
        assert file.execute(n("problems")).fetchone() == (1,)
        assert file.execute(n("params")).fetchone() == (2,)
    assert np.array_equal(first, plain)
    assert np.array_equal(out_of_fold(search, X, y, k=2), plain)


@pytest.mark.parametrize("labels", [y, NAMES, NAMES.astype(object)])
def test_each_fit_is_run_once(labels, path, fits):
    search = GridSearchCV2(GaussianNB(), GRID, cv=CV, checkpoint=path, refit=False)
    search.fit(X, labels)
    first, n = n_of(fits, out_of_fold, search, X, labels)
    assert n == 3
    again, n = n_of(fits, out_of_fold, search, X, labels)
    assert n == 0
    assert again.dtype == first.dtype
    assert np.array_equal(again, first)
    assert n_of(fits, out_of_fold, search, X, labels, k=3)[1] == 6
    # the ensemble needs both methods, of all candidates
    (_, *first), n = n_of(fits, greedy_ensemble, search, X, labels, return_score=True)
    assert n == 9
    (_, *again), n = n_of(fits, greedy_ensemble, search, X, labels, return_score=True)
    assert (n, again) == (0, first)
    args = {"method": "predict_proba", "k": 3}
    assert n_of(fits, out_of_fold, search, X, labels, **args)[1] == 0


def test_what_is_done_before_an_interrupt_is_kept(path, fits, monkeypatch):
    search = GridSearchCV2(GaussianNB(), GRID, cv=CV, checkpoint=path, refit=False)
    search.fit(X, y)
    fits.clear()
    predict = GaussianNB.predict

    def interrupted(self, X):
        if len(fits) == 5:
            raise KeyboardInterrupt
        return predict(self, X)

    monkeypatch.setattr(GaussianNB, "predict", interrupted)
    with pytest.raises(KeyboardInterrupt):
        out_of_fold(search, X, y, k=3)
    monkeypatch.setattr(GaussianNB, "predict", predict)
    assert n_of(fits, out_of_fold, search, X, y, k=3)[1] == 9 - 4


def test_other_data_are_another_problem(path, fits):
    search = GridSearchCV2(GaussianNB(), GRID, cv=CV, checkpoint=path, refit=False)
    search.fit(X, y)
    out_of_fold(search, X, y)
    assert n_of(fits, out_of_fold, search, X + 1, y)[1] == 3


def test_arrays_of_objects_are_not_stored(path):
    """Several columns of labels as objects: computed again, and right."""
    both = np.column_stack([NAMES, NAMES]).astype(object)

    def share(model, X, y):
        return float(np.mean(model.predict(X) == y))

    search = GridSearchCV2(
        MultiOutputClassifier(LogisticRegression(max_iter=500)),
        {"estimator__C": [0.1, 1.0]},
        cv=CV,
        scoring=share,
        checkpoint=path,
    ).fit(X, both)
    first = out_of_fold(search, X, both)
    assert np.array_equal(out_of_fold(search, X, both), first)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM responses").fetchone() == (0,)


class Trap:
    """Does harm when it is unpickled."""

    harm: ClassVar[list] = []

    def __reduce__(self):
        return Trap.harm.append, (1,)


def npy(array):
    stream = BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    "bad",
    [
        npy(np.array([Trap()] * 50, dtype=object)),
        pickle.dumps(Trap()),
        npy(np.zeros(7)),
        npy(np.zeros(50))[:-8],
        b"",
        "text",
    ],
    ids=["objects", "pickle", "other rows", "cut off", "empty", "text"],
)
def test_nothing_in_the_file_is_executed(bad, path):
    search = GridSearchCV2(GaussianNB(), {"var_smoothing": [1e-9]}, cv=CV)
    search.set_params(checkpoint=path).fit(X, y)
    out_of_fold(search, X, y)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE responses SET response = ?", (bad,))
    with pytest.raises(ValueError, match=r"checkpoint: .*search.db.* can't be und"):
        out_of_fold(search, X, y)
    assert Trap.harm == []


def test_the_search_is_still_read(path):
    search = GridSearchCV2(GaussianNB(), {"var_smoothing": [1e-9]}, cv=CV)
    search.set_params(checkpoint=path).fit(X, y)
    out_of_fold(search, X, y)
    assert [one.n_candidates for one in load_results(path)] == [1]
    assert search.fit(X, y).n_fits == 0
