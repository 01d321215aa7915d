"""The version of scikit-learn, and what is off if it is newer than the known ones.

See docs/development/architecture: ``compat.rst``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from importlib import import_module
from inspect import signature
from multiprocessing import parent_process
from typing import Any

import sklearn

SKLEARN: tuple[int, ...] = tuple(int(n) for n in sklearn.__version__.split(".")[:2])
# The oldest and the newest version that CI runs.
OLDEST, KNOWN = (1, 6), (1, 9)
IS_NEWER = SKLEARN > KNOWN

NO_SHARING = "candidates share no fits"

# What is missing, and what is off for this reason.
LOST: dict[str, str] = {}

NEWER = (
    "sk_hpo is tested with scikit-learn {oldest} to {known}, and this is {version}. "
    "{state} What candidates share was not compared with separate fits on this "
    "version; share_fits=False fits every candidate as scikit-learn does. For what is "
    "tested, upgrade sk_hpo if there is a newer release, or install "
    '"scikit-learn<{limit}".'
)
_announced = False


def private(path: str, off: str, takes: Iterable[str] = ()) -> Any:
    """Return a private name of scikit-learn, or its replacement by public names.

    Parameters
    ----------
    path : str
        Such as ``"sklearn.base._fit_context"``; its replacement is ``fit_context`` in
        `replacements.py`.
    off : str
        What does not work without it.
    takes : iterable of str
        As for `check_arguments`.
    """
    module, _, name = path.rpartition(".")
    try:
        found = getattr(import_module(module), name)
        check_arguments(found, takes)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        lost(path, off, error)
        return replacement(path)
    return found


def check_arguments(function: Any, takes: Iterable[str]) -> None:
    """Raise an error if a function of a newer version takes other arguments.

    Parameters
    ----------
    function : callable
    takes : iterable of str
        Arguments that it must have; it must need no others. Empty: it is not checked.

    Raises
    ------
    TypeError, ValueError
    """
    wanted = {*takes}
    if not IS_NEWER or not wanted:
        return
    known = signature(function).parameters
    needed = {
        name
        for name, one in known.items()
        if one.default is one.empty
        and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    }
    if other := (wanted - known.keys()) | (needed - wanted):
        raise TypeError(f"other arguments: {', '.join(sorted(other))}")


def replacement(path: str) -> Any:
    """Return what stands in for a private name."""
    name = path.rpartition(".")[2].lstrip("_")
    return getattr(import_module("sk_hpo._compat.replacements"), name)


def lost(what: str, off: str, error: Exception) -> None:
    """Note that a newer scikit-learn lacks something, and warn if that is new.

    Raises
    ------
    Exception
        `error`, if this version of scikit-learn is known to have it.
    """
    if not IS_NEWER:
        raise error
    if what in LOST:
        return
    LOST[what] = off
    if _announced and _is_first_process():
        text = f"scikit-learn {sklearn.__version__} lacks {what}: {off} ({error})."
        warnings.warn(text, stacklevel=3)


def shares_fits() -> bool:
    """Return whether nothing is missing that all shared fits need."""
    return NO_SHARING not in LOST.values()


def warn_if_newer() -> None:
    """Warn once, at the import of the package, if the version is not known."""
    global _announced  # noqa: PLW0603  later losses are told one by one
    _announced = True
    if not IS_NEWER or not _is_first_process():
        return
    state = "Nothing that it needs is missing so far."
    if LOST:
        missing = "; ".join(f"{what} ({off})" for what, off in LOST.items())
        state = f"Searches run without what this version lacks: {missing}."
    text = NEWER.format(
        oldest=_dotted(OLDEST),
        known=_dotted(KNOWN),
        version=sklearn.__version__,
        state=state,
        limit=_dotted((KNOWN[0], KNOWN[1] + 1)),
    )
    warnings.warn(text, stacklevel=3)


def _is_first_process() -> bool:
    """Return whether this is no worker, which would repeat the warnings."""
    return parent_process() is None


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
