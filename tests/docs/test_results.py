"""The files of `benchmarks/results`, and what the README and the pages say of them."""

import json
import re
import runpy
import sys
from datetime import date
from pathlib import Path
from statistics import geometric_mean

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FILES = sorted((ROOT / "benchmarks" / "results").glob("*.json"))
PAGES = sorted(DOCS.rglob("*.rst"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = DOCS / "pictures_of_docs" / "readme.svg"
SPREADS = {"lowest and highest", "quartiles", "standard error", "one value"}
ROW = {
    "part": str,
    "what": str,
    "unit": str,
    "value": float,
    "low": float | None,
    "high": float | None,
    "spread": str,
    "n": int,
    "reach": float | int | None,
    "at_least": bool,
}
ROLE = re.compile(r":(?:result|measured):`([^`]+)`")


@pytest.fixture
def results(monkeypatch):
    """What pages read the files with."""
    monkeypatch.syspath_prepend(str(DOCS))
    import benchmark_results

    yield benchmark_results
    for name in ("benchmark_results", "result_charts", "results_in_pages"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_the_form(path):
    run = json.loads(path.read_text(encoding="utf-8"))
    script = ROOT / run["command"].split()[1]
    assert script == ROOT / "benchmarks" / f"{run['benchmark']}.py"
    assert script.exists()
    assert date(2026, 1, 1) < date.fromisoformat(run["date"])
    assert run["source"] == "run" or "commit" in run["source"]
    assert run["machine"].keys() == {"cores", "system", "load"}
    assert {"python", "scikit-learn", "numpy"} <= run["versions"].keys()
    names = [(row["part"], row["what"]) for row in run["rows"]]
    assert names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_row_has_the_form(path):
    for row in json.loads(path.read_text(encoding="utf-8"))["rows"]:
        assert row.keys() == ROW.keys()
        for key, kind in ROW.items():
            assert isinstance(row[key], kind), (row["what"], key)
        assert row["spread"] in SPREADS
        ends = [row["low"], row["value"], row["high"]]
        given = [end for end in ends if end is not None]
        assert given == sorted(given)


def test_what_a_script_writes_has_the_form(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import _record
    from _timing import Figure

    path = tmp_path / "one.json"
    monkeypatch.setattr("sys.argv", ["benchmarks/one.py", "a b", "--json", str(path)])
    figures = [Figure("ours / theirs", [1.0, 3.0, 2.0], 1.5), Figure("once", [4.0])]
    _record.save(path, _record.rows_of("all", figures))
    run = json.loads(path.read_text(encoding="utf-8"))
    assert run["command"] == "python benchmarks/one.py 'a b'"
    assert run["versions"]["numpy"] == np.__version__
    first, second = run["rows"]
    assert first.keys() == ROW.keys()
    assert (first["value"], first["low"], first["high"]) == (2.0, 1.0, 3.0)
    assert (second["value"], second["low"], second["spread"]) == (
        4.0,
        None,
        "one value",
    )


def test_numbers_of_pages_are_in_the_files(results):
    named = [role for page in PAGES for role in ROLE.findall(page.read_text("utf-8"))]
    named = [role for role in named if role.count("|") and role != "file | part | what"]
    assert named
    for role in named:
        assert isinstance(results.lookup(role)["value"], float)
    with pytest.raises(ValueError, match="0 figures"):
        results.lookup("grad | all | nothing")


def test_the_mean_of_the_gradients_is_that_of_its_file(results):
    counting = ("accuracy", "ROC AUC", "precision")
    found = [
        row["value"]
        for row in results.read("grad")["rows"]
        if row["what"] == "processor time: grid / ours"
        and not any(word in row["part"] for word in counting)
    ]
    mean = results.row("grad", "all", f"geometric mean of {len(found)}: grid / ours")
    assert geometric_mean(found) == pytest.approx(mean["value"], rel=1e-3)


def test_every_file_is_on_the_page():
    page = (DOCS / "development" / "benchmarks.rst").read_text(encoding="utf-8")
    shown = re.findall(r"\.\. results:: (.+)", page)
    assert sorted(" ".join(shown).split()) == sorted(path.stem for path in FILES)


def test_charts_draw(results):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    import result_charts as charts

    page = (DOCS / "development" / "benchmarks.rst").read_text(encoding="utf-8")
    drawn = re.findall(r"result_charts\.draw\(result_charts\.(\w+), ([\d.]+)\)", page)
    assert len(drawn) >= 6
    for name, height in drawn:
        charts.draw(getattr(charts, name), float(height))
        assert pyplot.gca().get_children()
        pyplot.close("all")


def test_goals_that_were_missed(results):
    figure = {"value": 2.0, "reach": 3.0, "at_least": True}
    assert results.missed(figure)
    assert not results.missed(figure | {"at_least": False})
    assert not results.missed(figure | {"reach": None})


def test_the_chart_of_the_readme_has_the_data_of_the_files(results, tmp_path):
    pytest.importorskip("matplotlib")
    script = runpy.run_path(str(PICTURE.with_name("readme_chart.py")))
    script["draw"](tmp_path / "again.svg")
    seconds = script["data"]()["seconds"].keys()
    assert seconds >= {"ridge", "logistic", "SGD", "MLP"}
    assert f"{len(seconds) - 3} of the 15 grids" in README
    for path in (PICTURE, tmp_path / "again.svg"):
        assert _data_of(path) == script["data"]()


def _data_of(picture):
    from html import unescape

    text = picture.read_text(encoding="utf-8")
    (found,) = re.findall(r"<dc:description>(.*?)</dc:description>", text, re.DOTALL)
    return json.loads(unescape(found))


def test_the_table_of_the_readme_is_in_its_file(results):
    (block,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    tables = block.strip().split("\n\n")
    n_numbers = 0
    for title, heads, *lines in map(str.splitlines, tables):
        names = heads.split()[1:]
        for line in lines:
            if ":" in line:  # who is best
                continue
            search, *cells = line.split()
            for name, cell in zip(names, cells, strict=True):
                row = results.row("quick_start", title, f"{search}: {name}")
                assert float(cell) == pytest.approx(row["value"], rel=1e-3, abs=6e-3)
                n_numbers += 1
    assert n_numbers == len(results.read("quick_start")["rows"])


def test_links_of_the_readme_work_on_a_package_index():
    targets = re.findall(r"\]\(([^)]+)\)", README)
    home = re.search(r'Documentation = "(.+)"', (ROOT / "pyproject.toml").read_text())[
        1
    ]
    pages = [t.removeprefix(f"{home}/") for t in targets if t.startswith(home)]
    assert len(pages) > 8
    for page in pages:
        if page.startswith("_static/"):
            assert (PICTURE.parent / Path(page).name).exists()
        elif page.startswith("examples/"):  # made in the build
            assert (ROOT / "examples" / "GALLERY_HEADER.rst").exists()
        else:
            assert (DOCS / page).with_suffix(".rst").exists(), page
    for other in set(targets) - {f"{home}/{page}" for page in pages}:
        assert other.startswith("https://")


def test_before_and_after_of_the_readme_find_the_same():
    from sklearn.datasets import load_iris
    from sklearn.tree import DecisionTreeClassifier

    (diff,) = re.findall(r"```diff\n(.*?)```", README, re.DOTALL)
    X, y = load_iris(return_X_y=True)
    found = []
    for leave_out in "+-":
        given = {"estimator": DecisionTreeClassifier(random_state=0), "X": X, "y": y}
        given["grid"] = {"max_depth": [1, 2, 3]}
        lines = [line[1:] for line in diff.splitlines() if line[:1] != leave_out]
        exec("\n".join(lines), given)
        found.append(given["search"].cv_results_["mean_test_score"])
    assert found[0].tolist() == found[1].tolist()
