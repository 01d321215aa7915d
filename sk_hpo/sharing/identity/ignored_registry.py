"""Which parameters an estimator ignores under its other settings.

Each file of `ignored/` is for one module of scikit-learn, or for one other package, and
has its name. It decorates a function for each family of classes::

    @ignores("Ridge", "RidgeClassifier")
    def ridge(params: Params) -> set[str]:
        \"\"\"Ignore random_state unless the solver is sag or saga.\"\"\"
        return set() if params["solver"] in DRAWING else {"random_state"}

The first line of the docstring is a cell of the table in the docs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

PACKAGE = "sk_hpo.sharing.ignored"
Params = Mapping[str, Any]


def never(*given: Any) -> bool:
    """Return False, whatever the parameters are."""
    return False


def always(*given: Any) -> bool:
    """Return True, whatever the parameters are."""
    return True


@dataclass(frozen=True)
class Ignores:
    """What the estimators of some classes ignore.

    Parameters
    ----------
    classes : tuple of str
        Their names.
    names : callable
        Given all own parameters of an estimator, returns the names of those on which
        the fit does not depend. ``random_state`` is one of them if the fit draws no
        random number.
    draws : callable, optional
        Given the parameters and X, returns whether the fit draws a random number. For
        estimators where that depends on the data.
    draws_unused : callable
        Given the parameters, returns whether the fit draws a random number that it may
        not use.
    settle : callable, optional
        Corrects fitted attributes that show an ignored parameter.
    seeds : tuple of str
        The parts to which the estimator passes a seed.
    """

    classes: tuple[str, ...]
    names: Callable[[Params], set[str]]
    draws: Callable[[Params, Any], bool] | None = None
    draws_unused: Callable[[Params], bool] = never
    settle: Callable[[Any], None] | None = None
    seeds: tuple[str, ...] = ()


NOTHING = Ignores((), lambda params: set())


def ignores(
    *classes: str, **known: Any
) -> Callable[[Callable[[Params], set[str]]], Ignores]:
    """Decorate a function that returns the names that some classes ignore.

    Parameters
    ----------
    *classes : str
        The names of the classes.
    **known
        The other parameters of `Ignores`.
    """
    return lambda names: Ignores(classes, names, **known)


@cache
def ignored_by(kind: type) -> Ignores:
    """Return what the estimators of a class ignore; `NOTHING` if there is no entry."""
    package, _, rest = kind.__module__.partition(".")
    file = rest.partition(".")[0] if package == "sklearn" else package
    if file in _files():
        for one in vars(import_module(f"{PACKAGE}.{file}")).values():
            if isinstance(one, Ignores) and kind.__name__ in one.classes:
                return one
    return NOTHING


@cache
def _files() -> frozenset[str]:
    folder = import_module(PACKAGE).__path__
    return frozenset(module.name for module in iter_modules(folder))
