"""Writes the inventories of other projects' pages that intersphinx reads.

A build must not need the network, so it can't fetch the inventories of these sites.
This script writes small ones: of the public objects named here, with the addresses that
each site gives them. Every name is looked up in the installed package, so that a link
to something that does not exist is an error here. Run it after adding a name::

    python docs/inventories/make.py
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass, ismodule, isroutine
from pathlib import Path
from typing import Any

SITES = {
    "python": "https://docs.python.org/3/",
    "sklearn": "https://scikit-learn.org/stable/",
    "numpy": "https://numpy.org/doc/stable/",
    "scipy": "https://docs.scipy.org/doc/scipy/",
    "pandas": "https://pandas.pydata.org/docs/",
    "joblib": "https://joblib.readthedocs.io/en/stable/",
    "matplotlib": "https://matplotlib.org/stable/",
}
# Where a site has the page of an object; {} is its full name.
PAGES = {
    "sklearn": "modules/generated/{}.html",
    "numpy": "reference/generated/{}.html",
    "scipy": "reference/generated/{}.html",
    "pandas": "reference/api/{}.html",
    "joblib": "generated/{}.html",
    "matplotlib": "api/_as_gen/{}.html",
}
# Modules of scikit-learn of which all public objects are linked: its docstrings, which
# our searches inherit, may name any of them.
SKLEARN = """
    base calibration compose covariance cross_decomposition datasets decomposition
    discriminant_analysis dummy ensemble feature_extraction feature_selection
    gaussian_process impute isotonic kernel_approximation kernel_ridge linear_model
    manifold metrics mixture model_selection multiclass multioutput naive_bayes
    neighbors neural_network pipeline preprocessing random_projection semi_supervised
    svm tree utils utils.metadata_routing
"""
NAMES = {
    "numpy": "ndarray array asarray geomspace inf linspace logspace mean nan "
    "random.Generator random.RandomState random.default_rng random.seed",
    "scipy": "stats stats.loguniform stats.randint stats.uniform stats.norm "
    "optimize.OptimizeResult optimize.minimize sparse.csr_array sparse.csr_matrix",
    "pandas": "DataFrame Series",
    "joblib": "Memory Parallel parallel_config",
    "matplotlib": "pyplot.subplots axes.Axes figure.Figure lines.Line2D",
}
# Pages that hold several objects, or lie elsewhere.
ELSEWHERE = {
    "numpy.inf": "reference/constants.html",
    "numpy.nan": "reference/constants.html",
    "numpy.random.Generator": "reference/random/generator.html",
    "numpy.random.RandomState": "reference/random/legacy.html",
    "numpy.random.default_rng": "reference/random/generator.html",
    "numpy.random.seed": "reference/random/generated/numpy.random.seed.html",
    "scipy.stats": "reference/stats.html",
}
PYTHON = {
    "library/functions.html": "bool float int sorted",
    "library/stdtypes.html": "dict list set str tuple",
    "library/exceptions.html": "AttributeError ImportError KeyboardInterrupt "
    "KeyError MemoryError OSError RuntimeError SystemExit TimeoutError TypeError "
    "UserWarning ValueError",
    "library/logging.html": "logging.Logger logging.basicConfig",
    "library/pathlib.html": "pathlib.Path",
    "library/pickle.html": "pickle pickle.dumps",
    "library/sqlite3.html": "sqlite3",
    "library/warnings.html": "warnings.catch_warnings",
}
# A class that docstrings call a function.
CALLED = ["joblib.parallel_config"]
BUILTINS = {f"library/{page}.html" for page in ("functions", "stdtypes", "exceptions")}


def role(thing: Any) -> str:
    """Return the kind of object, as Sphinx names it."""
    if ismodule(thing):
        return "py:module"
    if isclass(thing):
        is_error = issubclass(thing, BaseException)
        return "py:exception" if is_error else "py:class"
    return "py:function" if isroutine(thing) else "py:data"


def find(name: str) -> Any:
    """Return what a full name stands for; an error if there is no such thing."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            thing = getattr(thing, part)
        return thing
    raise LookupError(name)


def names(project: str) -> Iterator[str]:
    """Yield the full names of the objects of a project."""
    if project == "sklearn":
        for module in SKLEARN.split():
            yield from (f"sklearn.{module}.{name}" for name in _public(module))
    for name in NAMES.get(project, "").split():
        yield f"{project}.{name}"


def _public(module: str) -> list[str]:
    """Return the names of the public objects of a module of scikit-learn."""
    home = import_module(f"sklearn.{module}")
    listed = getattr(home, "__all__", None)
    if listed is not None:
        return list(listed)
    own = [
        k
        for k, v in vars(home).items()
        if getattr(v, "__module__", "") == home.__name__
    ]
    return [name for name in own if not name.startswith("_")]


def entries(project: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, role and address of the objects of a project."""
    if project == "python":
        for page, listed in PYTHON.items():
            for name in listed.split():
                full = f"builtins.{name}" if page in BUILTINS else name
                yield _entry(name, find(full), page)
        return
    for name in names(project):
        try:
            thing = find(name)
        except (AttributeError, ImportError):
            if project == "sklearn":  # behind sklearn.experimental
                continue
            raise
        if ismodule(thing) and project == "sklearn":
            continue
        page = ELSEWHERE.get(name) or PAGES[project].format(name)
        yield _entry(name, thing, page)
        if name in CALLED:
            yield name, "py:function", f"{page}#{name}"


def _entry(name: str, thing: Any, page: str) -> tuple[str, str, str]:
    kind = role(thing)
    anchor = f"module-{name}" if kind == "py:module" else name
    return name, kind, f"{page}#{anchor}"


def inventory(project: str) -> bytes:
    """Return an inventory in Sphinx's format, version 2."""
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {project}\n"
        "# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    lines = sorted(f"{name} {kind} 1 {url} -\n" for name, kind, url in entries(project))
    return head.encode() + zlib.compress("".join(lines).encode(), 9)


def main() -> None:
    """Write the inventories beside this file."""
    for project in SITES:
        path = Path(__file__).parent / f"{project}.inv"
        path.write_bytes(inventory(project))


if __name__ == "__main__":
    main()
