"""``python -m sk_hpo show``: what people read, and what they get wrong."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import sk_hpo
from sk_hpo import (
    BayesSearchCV,
    GridSearchCV2,
    HalvingGridSearchCV2,
    RandomSearchCV2,
)
from sk_hpo.command import main
from sk_hpo.journal.checkpoint import Checkpoint

X, y = load_iris(return_X_y=True)


def shown(capsys, *arguments):
    """What the command prints, as a list of rows of cells."""
    main(["show", *map(str, arguments)])
    found = capsys.readouterr()
    assert found.err == ""
    lines = found.out.splitlines()
    heads = [at for at, c in enumerate(lines[0]) if c != " " and _begins(lines[0], at)]
    ends = [*heads[1:], None]
    return [
        [line[a:b].strip() for a, b in zip(heads, ends, strict=True)] for line in lines
    ]


def _begins(line, at):
    return at == 0 or line[at - 2 : at] == "  "


@pytest.fixture
def path(tmp_path):
    return tmp_path / "search.db"


def test_the_searches_of_a_file(path, capsys):
    space = {"C": (1e-2, 1e2, "log-uniform")}
    settings = {"n_iter": 4, "random_state": 0, "checkpoint": path}
    bayes = BayesSearchCV(SVC(), space, **settings).fit(X, y)
    model = make_pipeline(StandardScaler(), SVC(kernel="poly"))
    grid = GridSearchCV2(model, {"svc__C": [1, 10]}, checkpoint=path).fit(X, y)
    head, first, second = shown(capsys, path)
    assert head == [
        *("search", "class", "estimator", "done", "best score", "seconds", "failed"),
        *("begun (UTC)", "best parameters"),
    ]
    assert first[:5] == ["1", "BayesSearchCV", "SVC()", "4 of 4", "0.98667"]
    assert first[4] == f"{bayes.best_score_:.5g}"
    assert first[6] == "0"
    assert first[8] == f"C={bayes.best_params_['C']!r}"
    assert second[:2] == ["2", "GridSearchCV2"]
    assert second[2].startswith("Pipeline(steps=[('standardscaler'")
    assert second[2].endswith("...")
    assert second[3] == "2 of 2"
    assert second[4] == f"{grid.best_score_:.5g}"
    assert second[8] == f"svc__C={grid.best_params_['svc__C']}"


def test_a_search_with_a_strategy_is_done_of_at_most_n_iter(path, capsys):
    def fit(n_iter, n_stop):
        BayesSearchCV(
            SVC(),
            {"C": (1e-2, 1e2, "log-uniform")},
            n_iter=n_iter,
            random_state=0,
            checkpoint=path,
            callback=lambda trial, search: trial.candidate.id == n_stop - 1,
        ).fit(X, y)
        return shown(capsys, path)[1][3]

    assert fit(6, 3) == "3 of 6"
    assert fit(8, 5) == "5 of 8"
    assert fit(8, 9) == "8 of 8"


def test_numbers_of_candidates_in_the_space_count(path, capsys):
    space = [({"C": (1, 100)}, 2), ({"kernel": ["poly"], "C": (1, 100)}, 3)]
    BayesSearchCV(SVC(), space, random_state=0, checkpoint=path).fit(X, y)
    assert shown(capsys, path)[1][3] == "5 of 5"


def test_failed_and_stopped_candidates(path, capsys):
    grid = {"C": [1, -1, -2]}
    with pytest.warns(Warning, match="fits failed|non-finite"):
        GridSearchCV2(SVC(), grid, checkpoint=path).fit(X, y)
    _, row = shown(capsys, path)
    assert row[3] == "3 of 3"
    assert row[6] == "2"
    assert row[8] == "C=1"
    noisy = X[:, :1] + X[:, 1:2]
    values = {"alpha": [1e-3, 1e-2, *[10.0**k for k in range(4, 24)]]}
    raced = RandomSearchCV2(
        Ridge(), values, n_iter=22, random_state=0, racing=True, cv=10, checkpoint=path
    ).fit(noisy, X[:, 2])
    row = shown(capsys, path)[2]
    assert raced.stopped
    assert row[3] == f"22 of 22 ({len(raced.stopped)} stopped)"
    assert row[4] == f"{raced.best_score_:.5g}"


def test_the_guiding_metric_is_named(path, capsys):
    search = BayesSearchCV(
        SVC(),
        {"C": (1e-2, 1e2, "log-uniform")},
        n_iter=3,
        random_state=0,
        scoring=["accuracy", "f1_macro"],
        refit="f1_macro",
        checkpoint=path,
    ).fit(X, y)
    assert shown(capsys, path)[1][4] == f"{search.best_score_:.5g} (f1_macro)"


def test_no_candidate_is_complete_yet(path, capsys):
    settings = {"checkpoint": path, "error_score": "raise"}
    with pytest.raises(ValueError, match="'C' parameter"):
        GridSearchCV2(SVC(), {"C": [-1, 2]}, **settings).fit(X, y)
    _, row = shown(capsys, path)
    assert row[3:7] == ["0 of 2", "-", "0.0", "0"]
    assert row[8] == ""


def test_a_file_without_searches(path, capsys):
    Checkpoint(path).close()
    main(["show", str(path)])
    assert capsys.readouterr().out == f"{path} holds no searches\n"


def test_with_rich_on_a_terminal(path, capsys, monkeypatch):
    pytest.importorskip("rich")
    GridSearchCV2(SVC(), {"kernel": ["rbf"], "C": [1]}, checkpoint=path).fit(X, y)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    main(["show", str(path)])
    rich = capsys.readouterr().out
    assert "──" in rich
    assert "GridSearchCV2 of SVC()" in rich
    assert "with C=1, kernel='rbf'" in rich
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setitem(sys.modules, "rich.table", None)
    main(["show", str(path)])
    assert "──" not in capsys.readouterr().out


@pytest.mark.parametrize("subcommand", [["show"], ["export", "--csv"]])
@pytest.mark.parametrize("bad", ["missing", "text", "folder", "other"])
def test_what_is_no_checkpoint_is_named(subcommand, bad, tmp_path, capsys):
    path = tmp_path / "it.db"
    if bad == "text":
        path.write_text("a,b\n" * 100)
    elif bad == "folder":
        path.mkdir()
    elif bad == "other":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE a (b)")
    with pytest.raises(SystemExit) as ended:
        main([subcommand[0], str(path), *subcommand[1:]])
    assert ended.value.code == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.startswith(f"usage: python -m sk_hpo {subcommand[0]}")
    assert "error: " in found.err
    assert str(path) in found.err
    assert path.exists() == (bad != "missing")


@pytest.mark.parametrize("arguments", [[], ["list"], ["show"], ["show", "a", "b"]])
def test_other_arguments_are_explained(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m sk_hpo")


RUNS = """
import sys, time
from pathlib import Path
from sklearn.datasets import load_iris
from sklearn.svm import SVC
from sk_hpo import BayesSearchCV

folder = Path(sys.argv[1])

def wait(trial, search):
    while trial.candidate.id == 2 and not (folder / "go on").exists():
        time.sleep(0.01)

space = {"C": (1e-2, 1e2, "log-uniform")}
search = BayesSearchCV(
    SVC(), space, n_iter=6, random_state=0, callback=wait,
    checkpoint=folder / "search.db",
)
search.fit(*load_iris(return_X_y=True))
"""


def _environment():
    return os.environ | {"PYTHONPATH": str(Path(sk_hpo.__file__).parents[1])}


def test_while_another_process_searches(path, capsys, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", RUNS, str(tmp_path)], env=_environment()
    )
    try:
        done = ""
        while not done.startswith("3 of"):
            assert process.poll() is None
            time.sleep(0.02)
            # SQLite makes an empty file before it writes the tables
            written = path.exists() and path.stat().st_size > 0
            rows = shown(capsys, path) if written else []
            done = rows[1][3] if len(rows) > 1 else ""
        assert done == "3 of 6"
        command = [sys.executable, "-m", "sk_hpo", "show", str(path)]
        told = subprocess.check_output(command, env=_environment(), timeout=60)
        assert b" 3 of 6 " in told
        main(["export", str(path), "--csv"])
        assert len(capsys.readouterr().out.splitlines()) == 1 + 3
        assert process.poll() is None
        (tmp_path / "go on").touch()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
    assert shown(capsys, path)[1][3] == "6 of 6"


def test_a_reader_that_has_read_enough(path):
    GridSearchCV2(SVC(), {"C": list(range(1, 40))}, checkpoint=path).fit(X, y)
    process = subprocess.Popen(
        [sys.executable, "-m", "sk_hpo", "export", str(path), "--csv"],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


def test_candidates_with_a_part_of_the_resource(path, capsys):
    grid = {"alpha": [0.1, 1.0, 10.0]}
    search = HalvingGridSearchCV2(Ridge(), grid, random_state=0, checkpoint=path)
    search.fit(X, X[:, 2])
    assert search.n_candidates_ == [3, 1]
    assert shown(capsys, path)[1][3] == "4 of 4 (3 on lower levels)"
