"""to_frame, as a user reads it."""

import sys

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import (
    BayesSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
    load_results,
    to_frame,
)
from sk_hpo.results import results_of

pandas = pytest.importorskip("pandas")

X, y = load_iris(return_X_y=True)
GRID = [
    {"kernel": ["linear"], "C": [0.5, 1.0], "class_weight": [None]},
    {"kernel": ["poly"], "degree": [2, 3], "coef0": [0, 0.5], "shrinking": [True]},
    {"kernel": ["rbf"], "gamma": ["scale", 0.1], "class_weight": ["balanced", None]},
]


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    path = tmp_path_factory.mktemp("frame") / "search.db"
    return GridSearchCV2(SVC(), GRID, cv=3, checkpoint=path).fit(X, y)


def test_one_row_a_candidate_and_split(search):
    frame = to_frame(search)
    table = search.cv_results_
    assert len(frame) == 3 * len(table["params"])
    assert frame["candidate"].tolist() == np.repeat(np.arange(10), 3).tolist()
    assert frame["split"].tolist() == [0, 1, 2] * 10
    for split in range(3):
        rows = frame[frame["split"] == split]
        scores = table[f"split{split}_test_score"].tolist()
        assert rows["test_score"].tolist() == scores
    means = frame.groupby("candidate")["test_score"].mean()
    assert np.allclose(means, table["mean_test_score"], rtol=1e-12)
    assert (frame["state"] == "complete").all()
    assert frame["mean_fit_time"].tolist()[::3] == table["mean_fit_time"].tolist()
    assert set(frame["member"]) == {""}


def test_parameters_have_their_own_types(search):
    frame = to_frame(search)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "candidate": "int64",
        "split": "int64",
        "state": "category",
        "member": "category",
        "param_C": "float64",
        "param_class_weight": "object",
        "param_kernel": "category",
        "param_coef0": "object",  # of ints and floats, as they are
        "param_degree": "Int64",
        "param_shrinking": "boolean",
        "param_gamma": "object",
        "test_score": "float64",
        "mean_fit_time": "float64",
        "mean_score_time": "float64",
    }
    assert [type(value) for value in frame["param_coef0"].dropna()[:6]] == [int] * 6
    assert type(frame["param_gamma"].iloc[-1]) is float


def test_a_parameter_that_does_not_exist_is_missing_and_none_is_not(search):
    frame = to_frame(search)[::3]
    assert frame["param_C"].isna().tolist() == [False] * 2 + [True] * 8
    absent = frame["param_degree"].isna().tolist()
    assert absent == [True] * 2 + [False] * 4 + [True] * 4
    weights = frame["param_class_weight"].tolist()
    assert weights[:2] == [None, None]
    assert all(value is pandas.NA for value in weights[2:6])
    assert frame["param_degree"].sum() == 10


@pytest.mark.parametrize("form", ["ours", "theirs", "table", "trials", "saved", "path"])
def test_every_source(search, form):
    source = {
        "ours": lambda: search,
        "theirs": lambda: GridSearchCV(SVC(), GRID, cv=3).fit(X, y),
        "table": lambda: search.cv_results_,
        "trials": lambda: search.trials,
        "saved": lambda: load_results(search.checkpoint)[0],
        "path": lambda: search.checkpoint,
    }[form]()
    seconds = ["mean_fit_time", "mean_score_time"]
    frame, expected = to_frame(source), to_frame(search)
    pandas.testing.assert_frame_equal(
        frame.drop(columns=seconds), expected.drop(columns=seconds), check_like=True
    )
    assert (frame["mean_fit_time"] > 0).all()


def test_it_can_be_read_back(search):
    found, before = results_of(to_frame(search)), results_of(search)
    assert found.params == before.params
    assert np.array_equal(found.scores["score"], before.scores["score"])
    assert np.array_equal(found.fit_seconds, before.fit_seconds)
    later = BayesSearchCV(
        SVC(), {"C": (0.1, 10.0), "kernel": ["linear"]}, n_iter=3, random_state=0, cv=3
    )
    with pytest.warns(UserWarning, match="8 of the 10 prior_results lie outside"):
        later.set_params(prior_results=to_frame(search)).fit(X, y)
    assert len(later.trials) == 3


def test_failed_and_stopped_candidates_are_marked():
    space = {"C": [1.0, -1.0, 1e-6, 10.0]}
    with pytest.warns(FitFailedWarning, match="fits failed"):
        search = GridSearchCV2(SVC(), space, racing=True, error_score=-9.0).fit(X, y)
    frame = to_frame(search)
    assert frame["state"].tolist()[::5] == ["complete", "failed", "stopped", "complete"]
    assert list(frame["state"].cat.categories) == ["complete", "failed", "stopped"]
    assert len(frame) == 20
    assert frame[frame["state"] == "failed"]["test_score"].isna().all()
    given = frame[frame["state"] == "stopped"]["test_score"].count()
    assert 0 < given < 5
    assert frame[frame["state"] == "complete"]["test_score"].notna().all()
    assert list(results_of(frame).state) == list(results_of(search).state)


def test_several_metrics():
    search = GridSearchCV2(
        LogisticRegression(max_iter=1000),
        {"C": [1e-3, 1.0]},
        scoring=["accuracy", "neg_log_loss"],
        refit="accuracy",
        cv=3,
    ).fit(X, y)
    frame = to_frame(search)
    for metric in ("accuracy", "neg_log_loss"):
        last = search.cv_results_[f"split2_test_{metric}"]
        assert frame[f"test_{metric}"].tolist()[2::3] == last.tolist()


def test_which_member_found_a_candidate():
    space = {"C": (0.1, 10.0, "log-uniform")}
    search = BayesSearchCV(SVC(), space, n_iter=4, random_state=0, cv=3).fit(X, y)
    assert "design" in set(to_frame(search)["member"])


def test_estimators_and_arrays_are_objects():
    model = make_pipeline(StandardScaler(), SVC())
    steps = [StandardScaler(), PCA(n_components=2), "passthrough"]
    search = RandomSearchCV2(
        model,
        {"standardscaler": steps, "svc__class_weight": [{0: 2}, {1: 2}]},
        n_iter=6,
        random_state=0,
        cv=3,
    ).fit(X, y)
    frame = to_frame(search)
    column = frame["param_standardscaler"][::3].tolist()
    assert all(any(value is step for step in steps) for value in column)
    assert {repr(v) for v in frame["param_svc__class_weight"]} == {"{0: 2}", "{1: 2}"}


def test_only_means():
    table = {"params": [{"C": 1}, {"C": 2}], "mean_test_score": [0.5, 0.75]}
    frame = to_frame(table)
    assert frame["split"].isna().tolist() == [True, True]
    assert frame["test_score"].tolist() == [0.5, 0.75]
    found = results_of(frame)
    assert found.n_splits == 0
    assert found.means["score"].tolist() == [0.5, 0.75]


def test_numbers_that_no_column_can_hold():
    table = {
        "params": [{"a": float("nan"), "b": 2**70, "c": True}, {"a": 1.0, "c": 1}],
        "mean_test_score": [0.5, 0.75],
    }
    frame = to_frame(table)
    assert [str(frame[f"param_{name}"].dtype) for name in "abc"] == ["object"] * 3
    assert frame["param_b"].tolist() == [2**70, pandas.NA]
    assert frame["param_c"].tolist() == [True, 1]


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        (3, TypeError, "search must be a fitted search.*got an object of type int"),
        (GridSearchCV2(SVC(), {}), ValueError, "search must be.*not fitted"),
        ("nowhere.db", FileNotFoundError, "search: there is no checkpoint"),
    ],
)
def test_bad_input(source, error, words):
    with pytest.raises(error, match=words):
        to_frame(source)


def test_without_pandas(search, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"to_frame needs pandas.*pip install pandas"):
        to_frame(search)
