"""Find the variants of a folder by listing its files.

A variant (a differentiable model, a criterion, a shared fit) is a module in the folder
of its kind. It names the estimators that it supports by the public paths of their
classes. So it does no harm if a version of scikit-learn lacks one of them, or if a
package is not installed.
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

from sk_hpo._compat.versions import lost


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
    found = {name: _imported(package, name) for name in names}
    return MappingProxyType({n: module for n, module in found.items() if module})


def _imported(package: str, name: str) -> ModuleType | None:
    """Import a variant; None if a newer scikit-learn lacks what it needs."""
    try:
        return importlib.import_module(f"{package}.{name}")
    except Exception as error:  # noqa: BLE001  also of what takes other arguments
        lost(f"what {package}.{name} needs", "it is not used", error)
        return None


def is_exactly(estimator: Any, path: str) -> bool:
    """Return whether the class of an estimator is the one at a path.

    A subclass is not: it may override ``fit``.

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
    """Return which module of a folder supports which class.

    The source is parsed: importing all modules would import most of scikit-learn.

    Parameters
    ----------
    package : str
        As for `variants`. Each module names the classes that it supports in a literal
        ``handles = (...)``, by their public paths.

    Returns
    -------
    mapping of str to str
        From the path of a class to the name of a module.

    Raises
    ------
    LookupError
        If two modules support the same class.
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
    """Return the module of a folder that supports a class, or None.

    A module that can't be imported is ignored: a package that it needs may have changed
    or may not be installed.

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
                    _FOUND[package, kind] = _imported(package, name)
    return _FOUND[package, kind]
