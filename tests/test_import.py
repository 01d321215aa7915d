"""What `import sk_hpo` does, and what it gives."""

import ast
import inspect
import os
import re
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path
from types import ModuleType

import pytest

import sk_hpo

OPTIONAL = {
    "IPython",
    "dask",
    "distributed",
    "matplotlib",
    "optuna",
    "pandas",
    "polars",
    "ray",
    "rich",
    "skopt",
}
# The last one imports the first, which thus has to be found by itself.
PUBLIC = ["space", "refit", "plot", "callbacks"]


# Takes notes of what is loaded after an import, after a search, and, to show that an
# optional package would be seen, after pandas, where that is installed. Also, before a
# search may import them, of the package's modules and its public ones.
SCRIPT = """
import sys

def loaded():
    return {name.partition(".")[0] for name in sys.modules}

import PACKAGE
modules = {"import": loaded(), "own": [m for m in sys.modules if m[:7] == "sk_hpo."]}
if "PACKAGE" == "sk_hpo":
    modules["listed"] = dir(sk_hpo)
    modules["public"] = [getattr(sk_hpo, name).__name__ for name in PUBLIC]

from PACKAGE import SEARCH
from sklearn.dummy import DummyClassifier
grid = {"strategy": ["prior", "uniform"]}
SEARCH(DummyClassifier(), grid, cv=2).fit([[0]] * 8, [0, 1] * 4)
modules["search"] = loaded()

try:
    import pandas
except ImportError:
    pass
modules["pandas"] = loaded()
print(repr(modules))
"""


def _fresh(package, search):
    """What the script notes in an interpreter of its own."""
    code = SCRIPT.replace("PACKAGE", package).replace("SEARCH", search)
    code = code.replace("PUBLIC", repr(PUBLIC))
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(sk_hpo.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""
    return ast.literal_eval(process.stdout)


@pytest.fixture(scope="module")
def ours():
    return _fresh("sk_hpo", "GridSearchCV2")


@pytest.fixture(scope="module")
def theirs():
    return _fresh("sklearn.model_selection", "GridSearchCV")


@pytest.mark.parametrize("after", ["import", "search"])
def test_no_optional_package_is_imported(after, ours, theirs):
    """None beyond what scikit-learn imports by itself, which is none today."""
    assert {"sk_hpo", "sklearn"} <= ours[after]
    assert "sk_hpo" not in theirs[after]
    assert ours[after] & OPTIONAL <= theirs[after]


def test_one_would_be_seen(ours):
    pytest.importorskip("pandas")
    assert "pandas" in ours["pandas"] & OPTIONAL


def test_it_gives_what_it_says():
    star: dict[str, object] = {}
    exec("from sk_hpo import *", star)
    assert star.keys() - {"__builtins__"} == {*sk_hpo.__all__}
    assert len(sk_hpo.__all__) == len({*sk_hpo.__all__})
    assert {*sk_hpo.__all__} <= {*dir(sk_hpo)}
    assert {"GridSearchCV2", "RandomSearchCV2", "Trial"} <= {*sk_hpo.__all__}
    public = {
        name
        for name, value in vars(sk_hpo).items()
        if getattr(value, "__module__", "").startswith("sk_hpo.")
        and not isinstance(value, ModuleType)
    }
    assert public == {*sk_hpo.__all__}


def test_public_modules_need_no_import_of_their_own(ours):
    assert ours["public"] == [f"sk_hpo.{name}" for name in PUBLIC]
    assert {*PUBLIC} <= {*ours["listed"]}


def test_it_has_no_other_names():
    with pytest.raises(AttributeError, match="'sk_hpo' has no attribute 'GridSearch'"):
        sk_hpo.GridSearch  # noqa: B018
    with pytest.raises(ImportError, match="GridSearch"):
        exec("from sk_hpo import GridSearch")


def test_models_and_gradients_wait_until_they_are_asked_for(ours):
    """Nor do the spaces, which a grid does not need."""
    rooms = {name.split(".")[1] for name in ours["own"] if name.count(".") == 2}
    assert {"search", "pool"} <= rooms
    assert not {"gp", "gradients", "space"} & rooms


@pytest.mark.parametrize("name", sk_hpo.__all__)
def test_what_is_public_is_documented(name):
    """In numpydoc's sections, with an example that runs (the docs session runs it)."""
    thing = getattr(sk_hpo, name)
    doc = inspect.getdoc(thing)
    heads = re.findall(r"^(\w[\w ]*)\n-{3,}$", doc, re.MULTILINE)
    assert {"Parameters", "Examples"} <= {*heads}
    assert ">>> " in doc.partition("Examples\n")[2]
    if not inspect.isclass(thing):
        return
    described = doc.partition("Parameters\n")[2]
    for argument in inspect.signature(thing).parameters:
        assert re.search(rf"^([\w, ]+, )?{argument}(, [\w, ]+)? : ", described, re.M)
    if hasattr(thing, "fit"):
        for attribute in ("cv_results_", "best_params_", "trials", "n_fits"):
            assert re.search(rf"^{attribute} : ", described, re.MULTILINE)


def test_types_are_shipped():
    assert resources.files("sk_hpo").joinpath("py.typed").is_file()
    installed = _installed()
    if installed is not None:
        files = {str(file) for file in installed.files or []}
        # An editable installation lists none of the package's files.
        assert "sk_hpo/__init__.py" not in files or "sk_hpo/py.typed" in files


def test_its_version():
    assert isinstance(sk_hpo.__version__, str)
    assert re.fullmatch(
        r"\d+\.\d+(\.\d+)?((a|b|rc)\d+)?(\.dev\d+)?", sk_hpo.__version__
    )
    installed = _installed()
    if installed is not None:
        assert installed.version == sk_hpo.__version__


def _installed():
    try:
        return metadata.distribution("sk_hpo")
    except metadata.PackageNotFoundError:
        return None
