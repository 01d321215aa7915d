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
