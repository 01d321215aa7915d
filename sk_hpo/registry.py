"""What exists as a file: the variants of a room, found by listing its folder.

A variant (a differentiable model, a criterion, a shared fit) is a module of the folder
of its kind. It says by the public path of a class which estimators it is for, so that
an estimator that a version of scikit-learn has not, or a package that is not installed,
costs nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cache
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


_FOUND: dict[tuple[str, type], ModuleType | None] = {}


def variant_for(package: str, kind: type) -> ModuleType | None:
    """Give the module of a folder that is for a class: it is among its ``handles``.

    Parameters
    ----------
    package : str
        As for `variants`.
    kind : type
        Exactly; a subclass may override anything.

    Raises
    ------
    LookupError
        If several modules are for it.
    """
    if (package, kind) not in _FOUND:
        found = [m for m in variants(package).values() if _handles(m, kind)]
        if len(found) > 1:
            raise LookupError(f"{kind.__name__} in {[m.__name__ for m in found]}")
        _FOUND[package, kind] = found[0] if found else None
    return _FOUND[package, kind]


def _handles(module: ModuleType, kind: type) -> bool:
    for path in module.handles:
        home, _, name = path.rpartition(".")
        if getattr(sys.modules.get(home), name, None) is kind:
            return True
    return False
