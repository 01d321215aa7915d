"""The gallery of examples: what its build relies on, and that the quick ones run.

The others run in the build of the docs, which an error in one of them ends.
"""

import ast
import re
import runpy
import warnings
from pathlib import Path

import pytest

import sk_hpo
import sk_hpo.plot

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FILES = sorted(EXAMPLES.glob("*/*.py"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in FILES]
QUICK = ["spaces/plot_auto"]
SEARCHES = [name for name in sk_hpo.__all__ if re.search(r"SearchCV2?$", name)]

each_example = pytest.mark.parametrize("path", FILES, ids=NAMES)


def gallery_conf():
    """The settings of sphinx-gallery, without running docs/conf.py."""
    for node in ast.parse((ROOT / "docs/conf.py").read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "sphinx_gallery_conf":
            return ast.literal_eval(node.value)
    raise AssertionError("docs/conf.py has no sphinx_gallery_conf")


def imported(path):
    """The names that an example imports from sk_hpo and its public modules."""
    return {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "sk_hpo"
        for alias in node.names
    }


def test_there_are_at_least_fourteen():
    assert len(FILES) >= 14
    assert set(QUICK) <= set(NAMES)


def test_each_folder_is_a_section_of_the_gallery():
    folders = {f"../examples/{path.parent.name}" for path in FILES}
    assert folders == set(gallery_conf()["subsection_order"])
    for folder in folders:
        assert (ROOT / "docs" / folder / "GALLERY_HEADER.rst").is_file()


def test_the_build_stops_at_an_example_that_fails():
    assert gallery_conf()["abort_on_example_error"] is True


@each_example
def test_it_runs_in_the_build(path):
    conf = gallery_conf()
    # sphinx-gallery runs what its default pattern finds in the whole path
    assert path.name.startswith("plot_")
    assert "filename_pattern" not in conf
    assert not re.search(conf["ignore_pattern"], str(path))


@each_example
def test_it_begins_with_a_title_and_a_question(path):
    title, line, empty, *text = ast.get_docstring(ast.parse(path.read_text())).split(
        "\n"
    )
    assert line == "=" * len(title)
    assert empty == ""
    assert "?" in " ".join(text)


@each_example
def test_it_shows_a_search_and_a_picture(path):
    assert imported(path) & set(SEARCHES)
    assert "plt.show()" in path.read_text()


@each_example
def test_all_that_it_imports_from_us_is_public(path):
    modules = (sk_hpo, sk_hpo.plot, sk_hpo.refit, sk_hpo.callbacks)
    public = {name for module in modules for name in module.__all__}
    assert imported(path) <= public


def test_each_search_and_display_has_an_example():
    used = set().union(*map(imported, FILES))
    assert set(SEARCHES) <= used
    assert {name for name in sk_hpo.plot.__all__ if name.endswith("Display")} <= used


@pytest.mark.slow  # the build of the docs runs it too
@pytest.mark.parametrize("name", QUICK)
def test_a_quick_one_runs(name, monkeypatch):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.get_fignums()))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        runpy.run_path(str(EXAMPLES / f"{name}.py"))
    plt.close("all")
    assert shown
    assert all(shown)
