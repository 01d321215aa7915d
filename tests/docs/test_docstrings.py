"""Every public object has a full docstring in numpydoc's form, with an example.

The checks are those of ``[tool.numpydoc_validation]`` in pyproject.toml, where each
that is left out has its reason. The docs session runs the examples.
"""

import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import sk_hpo

pytest.importorskip("numpydoc", reason="the docs session has it")

from numpydoc.validate import ERROR_MSGS, validate

ROOT = Path(__file__).parents[2]
API = (ROOT / "docs" / "api" / "index.rst").read_text()
# An example of a class shows its methods together.
NOT_OF_MEMBERS = {"EX01"}


def _public_objects():
    """The names in the reference, and in ``__all__`` of the modules that it has."""
    module, listed = "sk_hpo", []
    for line in API.splitlines():
        if moved := re.match(r"\.\. (?:current)?module:: (\S+)", line):
            module = moved[1]
        elif entry := re.fullmatch(r"   (\w[\w.]*)", line):
            listed.append(f"{module}.{entry[1]}")
    modules = {name.rpartition(".")[0] for name in listed}
    everything = [
        f"{module}.{name}"
        for module in sorted(modules)
        for name in import_module(module).__all__
    ]
    return sorted({*listed, *everything})


PUBLIC = _public_objects()


def _members(path):
    """The public methods and properties that this package defines for a class."""
    kind = _get(path)
    if not inspect.isclass(kind):
        return
    for name in dir(kind):
        owner = next(one for one in kind.__mro__ if name in vars(one))
        ours = owner.__module__.startswith("sk_hpo.")
        member = inspect.getattr_static(kind, name)
        described = callable(member) or isinstance(
            member, property | classmethod | staticmethod
        )
        if ours and described and not name.startswith("_"):
            yield f"{path}.{name}"


def _get(path):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def _checks():
    with (ROOT / "pyproject.toml").open("rb") as file:
        given = tomllib.load(file)["tool"]["numpydoc_validation"]["checks"]
    assert given[0] == "all", "what follows is left out"
    assert {*given[1:]} <= ERROR_MSGS.keys()
    return ERROR_MSGS.keys() - {*given}


def _complaints(path, checks):
    found = validate(path)["errors"]
    return [f"{path}: {code} {text}" for code, text in found if code in checks]


def test_the_reference_and_the_modules_name_the_same():
    assert {f"sk_hpo.{name}" for name in sk_hpo.__all__} <= {*PUBLIC}
    for module in ("callbacks", "plot", "refit"):
        assert any(name.startswith(f"sk_hpo.{module}.") for name in PUBLIC)


@pytest.mark.parametrize("path", PUBLIC)
def test_its_docstring_is_full(path):
    checks = _checks()
    complaints = _complaints(path, checks)
    for member in _members(path):
        complaints += _complaints(member, checks - NOT_OF_MEMBERS)
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("path", PUBLIC)
def test_its_example_can_be_run(path):
    examples = inspect.getdoc(_get(path)).partition("Examples\n--------\n")[2]
    assert ">>> " in examples


def undocumented(given: int, other: int = 0) -> int:
    """Return a number

    Parameters
    ----------
    given : int
    """
    return given + other


def test_what_is_missing_would_be_found():
    codes = {
        text.split()[1] for text in _complaints(f"{__name__}.undocumented", _checks())
    }
    assert codes == {"SS03", "PR01", "PR07", "RT01", "EX01"}
