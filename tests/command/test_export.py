"""``python -m sk_hpo export --csv``: the rows are those of cv_results_."""

import csv
import io
import json

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, GridSearchCV2, RandomSearchCV2
from sk_hpo.command import main
from sk_hpo.journal.checkpoint import Checkpoint

X, y = load_iris(return_X_y=True)
GRID = [
    {"C": [1, 10.5], "kernel": ["linear"]},
    {"C": [2], "gamma": [0.1, "scale"], "class_weight": [None]},
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "search.db"


def exported(capsys, path, *arguments):
    main(["export", str(path), "--csv", *arguments])
    found = capsys.readouterr()
    assert found.err == ""
    return rows(found.out)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_rows_are_those_of_the_table(path, capsys):
    search = GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)
    table = search.cv_results_
    found = exported(capsys, path)
    assert len(found) == 4
    assert list(found[0]) == list(table)
    for row, one in enumerate(found):
        assert json.loads(one["params"]) == table["params"][row]
        for name, column in table.items():
            if "_test_" in name or name.endswith("_time"):
                assert float(one[name]) == column[row]
    assert [one["param_C"] for one in found] == ["1.0", "10.5", "2.0", "2.0"]
    assert [one["param_gamma"] for one in found] == ["", "", "0.1", "scale"]
    assert [one["param_class_weight"] for one in found] == ["", "", "None", "None"]


def test_pandas_reads_it(path, capsys):
    pandas = pytest.importorskip("pandas")
    search = GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)
    main(["export", str(path), "--csv"])
    text = io.StringIO(capsys.readouterr().out)
    frame = pandas.read_csv(text)
    for name in ("mean_test_score", "split3_test_score", "rank_test_score"):
        # older versions of pandas read floats to the last digit but one
        np.testing.assert_allclose(frame[name], search.cv_results_[name], rtol=1e-12)


def test_into_a_file(path, tmp_path, capsys):
    GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)
    main(["export", str(path), "--csv"])
    text = capsys.readouterr().out
    main(["export", str(path), "--csv", "--output", str(tmp_path / "table.csv")])
    assert capsys.readouterr().out == ""
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == text
    with pytest.raises(SystemExit) as ended:
        main(["export", str(path), "--csv", "--output", str(tmp_path / "no" / "t.csv")])
    assert ended.value.code == 2
    assert "t.csv" in capsys.readouterr().err


def test_objects_are_text_and_fields_are_quoted(path, capsys):
    model = make_pipeline(StandardScaler(), SVC())
    steps = {"standardscaler": [StandardScaler(with_mean=False, with_std=True)]}
    GridSearchCV2(model, steps, checkpoint=path).fit(X, y)
    (row,) = exported(capsys, path)
    assert row["param_standardscaler"] == "StandardScaler(with_mean=False)"
    assert json.loads(row["params"]) == {
        "standardscaler": "StandardScaler(with_mean=False)"
    }


def test_failed_and_stopped_candidates_have_empty_scores(path, capsys):
    with pytest.warns(Warning, match="fits failed|non-finite"):
        GridSearchCV2(SVC(), {"C": [1, -1]}, checkpoint=path).fit(X, y)
    good, bad = exported(capsys, path)
    assert float(good["mean_test_score"]) > 0.9
    assert bad["mean_test_score"] == bad["split0_test_score"] == ""
    space = {"C": loguniform(1e-3, 1e2), "gamma": loguniform(1e-4, 1)}
    settings = {"n_iter": 20, "random_state": 0, "racing": True, "cv": 10}
    raced = RandomSearchCV2(SVC(), space, checkpoint=path, **settings).fit(X, y)
    found = exported(capsys, path, "--search", "2")
    n_splits = [int(one["n_splits_evaluated"]) for one in found]
    assert n_splits == raced.cv_results_["n_splits_evaluated"].tolist()
    assert min(n_splits) < 10
    for one, n in zip(found, n_splits, strict=True):
        scores = [one[f"split{k}_test_score"] for k in range(10)]
        assert sum(score != "" for score in scores) == n


def test_one_of_several_searches_is_chosen(path, capsys):
    for kernel in ("rbf", "linear"):
        GridSearchCV2(SVC(), {"kernel": [kernel]}, checkpoint=path).fit(X, y)
    assert exported(capsys, path, "--search", "2")[0]["param_kernel"] == "linear"
    for arguments, named in (
        ([], "--search must say which"),
        (["--search", "3"], "--search: there is no search 3"),
        (["--search", "0"], "--search: there is no search 0"),
        (["--search", "x"], "--search: invalid int value: 'x'"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["export", str(path), "--csv", *arguments])
        assert ended.value.code == 2
        error = capsys.readouterr().err
        assert named in error
        if "invalid" not in named:
            assert "1 (GridSearchCV2, 1 candidates), 2 (GridSearchCV2" in error


def test_a_format_must_be_given(path, capsys):
    GridSearchCV2(SVC(), {"C": [1]}, checkpoint=path).fit(X, y)
    with pytest.raises(SystemExit) as ended:
        main(["export", str(path)])
    assert ended.value.code == 2
    assert "--csv is required" in capsys.readouterr().err


def test_a_search_without_a_complete_candidate(path, capsys):
    Checkpoint(path).close()
    with pytest.raises(SystemExit):
        main(["export", str(path), "--csv"])
    assert "holds no searches" in capsys.readouterr().err


def test_the_table_is_that_of_a_modelled_search_too(path, capsys):
    search = BayesSearchCV(
        SVC(), {"C": (1e-2, 1e2, "log-uniform")}, n_iter=4, checkpoint=path
    ).fit(X, y)
    found = exported(capsys, path)
    assert [float(one["param_C"]) for one in found] == [
        params["C"] for params in search.cv_results_["params"]
    ]
