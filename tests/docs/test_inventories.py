"""The inventories in the repository are those that their script writes."""

import importlib.util
import zlib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "inventories"


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines(data):
    packed = data.split(b"compressed using zlib.\n", 1)[1]
    return zlib.decompress(packed).decode().splitlines()


def stored(project):
    return lines((FOLDER / f"{project}.inv").read_bytes())


@pytest.mark.parametrize("project", ["python", "numpy", "scipy", "joblib"])
def test_they_are_up_to_date(make, project):
    assert lines(make.inventory(project)) == stored(project)


def test_each_site_has_one(make):
    assert {path.stem for path in FOLDER.glob("*.inv")} == set(make.SITES)
    assert all(stored(project) for project in make.SITES)


def test_a_class_has_its_page(make):
    name = "sklearn.model_selection.GridSearchCV"
    line = f"{name} py:class 1 modules/generated/{name}.html#{name} -"
    assert line in stored("sklearn")


def test_what_does_not_exist_is_an_error(make, monkeypatch):
    monkeypatch.setitem(make.NAMES, "numpy", "no_such_function")
    with pytest.raises(AttributeError, match="no_such_function"):
        make.inventory("numpy")
