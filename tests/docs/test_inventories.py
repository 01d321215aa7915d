"""The inventories in the repository are those that their script writes."""

import importlib.util
import re
import subprocess
import sys
import zlib

import pytest
import sklearn

from tests.docs.pages import DOCS, ROOT, pages

FOLDER = DOCS / "inventories"
# The release of scikit-learn that the addresses are of.
SITE_HAS = (1, 9)
PROJECTS = "sklearn|numpy|scipy|pandas|joblib|matplotlib"
# :class:`~sklearn.svm.SVC`, and a line of "See Also".
REFERENCE = re.compile(
    rf":[\w:]+:`(?:[^`<]*<)?~?((?:{PROJECTS})\.[\w.]+)|^    ((?:{PROJECTS})\.[\w.]+) :",
    re.MULTILINE,
)


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


@pytest.mark.parametrize("project", ["pandas", "matplotlib"])
def test_those_of_optional_packages_are_too(make, project):
    pytest.importorskip(project)
    assert lines(make.inventory(project)) == stored(project)


def test_that_of_scikit_learn_is_too(make):
    installed = tuple(map(int, sklearn.__version__.split(".")[:2]))
    if installed != SITE_HAS:
        pytest.skip("this scikit-learn has other public objects")
    # what another test has enabled makes more names public in this process
    code = "import sys, make; sys.stdout.buffer.write(make.inventory('sklearn'))"
    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "docs" / "inventories",
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert lines(made.stdout) == stored("sklearn")


def referenced():
    texts = list(pages().values())
    for folder in ("sk_hpo", "examples"):
        texts += [path.read_text("utf-8") for path in (ROOT / folder).rglob("*.py")]
    return {role or line for text in texts for role, line in REFERENCE.findall(text)}


def test_what_pages_and_docstrings_refer_to_has_an_address(make):
    listed = {line.split()[0] for project in make.SITES for line in stored(project)}
    names = referenced()
    assert {"sklearn.model_selection.GridSearchCV", "joblib.parallel_config"} <= names
    assert names - listed == set()


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
