"""What exists as a file: the variants of a room, found by listing its folder.

A variant (a differentiable model, a criterion, a shared fit) is a module of the folder
of its kind. It says by the public path of a class which estimators it is for, so that
an estimator that a version of scikit-learn has not, or a package that is not installed,
costs nothing.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any


@cache
def variants(package: str) -> MappingProxyType[str, ModuleType]:
    """Import the modules of a folder.

    Parameters
    ----------
    package : str
        Dotted name of the package whose modules are the variants.

    Returns
    -------
    mapping of str to module
        By the name of the file, in alphabetical order.
    """
    folder = importlib.import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(folder))
    return MappingProxyType(
        {name: importlib.import_module(f"{package}.{name}") for name in names}
    )


def is_exactly(estimator: Any, path: str) -> bool:
    """Whether the class of an estimator is the one at a path, and no subclass of it.

    A subclass may override ``fit``.

    Parameters
    ----------
    estimator : object
    path : str
        Such as ``"sklearn.linear_model.Ridge"``. Nothing is imported: a class whose
        module is not loaded has no instances.
    """
    module, _, name = path.rpartition(".")
    return type(estimator) is getattr(sys.modules.get(module), name, None)


@cache
def handled(package: str) -> MappingProxyType[str, str]:
    """Which module of a folder is for which class.

    Read from the source: importing all of them would import most of scikit-learn.

    Parameters
    ----------
    package : str
        As for `variants`. Each module says in a literal ``handles = (...)`` for which
        classes it is, by their public paths.

    Returns
    -------
    mapping of str to str
        From the path of a class to the name of a module.

    Raises
    ------
    LookupError
        If two modules are for one class.
    """
    found: dict[str, str] = {}
    for folder in importlib.import_module(package).__path__:
        for file in sorted(Path(folder).glob("[!_]*.py")):
            written = _HANDLES.search(file.read_text(encoding="utf-8"))
            for path in ast.literal_eval(written[1]) if written else ():
                if path in found:
                    raise LookupError(f"{path} in {found[path]} and in {file.stem}")
                found[path] = file.stem
    return MappingProxyType(found)


_HANDLES = re.compile(r"^handles = (\(.*?\))$", re.MULTILINE | re.DOTALL)
_FOUND: dict[tuple[str, type], ModuleType | None] = {}


def variant_for(package: str, kind: type) -> ModuleType | None:
    """Give the module of a folder that is for a class.

    A module that can't be imported, since what it needs of another package has changed
    or is not installed, is taken as if it were not there.

    Parameters
    ----------
    package : str
        As for `variants`.
    kind : type
        Exactly; a subclass may override anything.
    """
    if (package, kind) not in _FOUND:
        _FOUND[package, kind] = None
        for path, name in handled(package).items():
            home, _, attribute = path.rpartition(".")
            # scikit-learn raises ImportError for what is experimental
            with suppress(ImportError, AttributeError):
                if getattr(sys.modules.get(home), attribute, None) is kind:
                    module = importlib.import_module(f"{package}.{name}")
                    _FOUND[package, kind] = module
    return _FOUND[package, kind]
