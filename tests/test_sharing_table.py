"""The tables in the docs have every estimator, whatever rules there are."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
from sklearn.utils import all_estimators

FILE = Path(__file__).parents[1] / "docs" / "sharing_table.py"
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def table():
    spec = importlib.util.spec_from_file_location("sharing_table", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_estimator_is_in_it(table):
    rows = {name: row for name, *row in table.rows()}
    assert rows.keys() == {name for name, _ in all_estimators()}
    assert all(along and how for along, how, _ in rows.values())
    assert rows["RandomForestClassifier"][2] == "bit for bit"
    exact = "to rounding; bit for bit with ``precompute=True``"
    assert [name for name in rows if "rounding" in rows[name][2]] == [
        "ElasticNet",
        "Lasso",
    ]
    assert rows["Lasso"][2] == exact


def test_a_reason_is_given_once(table):
    names = [name for names in table.REASONS.values() for name in names.split()]
    assert len(names) == len(set(names))


def test_it_is_written(table, tmp_path):
    table.write(SimpleNamespace(srcdir=tmp_path))
    found = {
        path.stem.rpartition("_")[2]: path.read_text(encoding="utf-8")
        for path in (tmp_path / "generated").iterdir()
    }
    assert "* - Ridge\n" in found["shared"]
    assert "* - SGDClassifier\n" in found["equal"]
    assert "* - KMeans\n" in found["apart"]
    n_rows = sum(text.count("* - ") - 1 for text in found.values())
    assert n_rows == len(all_estimators())
