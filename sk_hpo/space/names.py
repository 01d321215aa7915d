"""Check that an estimator has the parameters of a space."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

import numpy as np
from sklearn.base import clone

from sk_hpo.space.space import Space

# Number of candidates tried for a name that may depend on the choice of another
# parameter, such as a step of a Pipeline.
TRIED = 20


def check_names(space: Space, estimator: Any) -> None:
    """Raise an error for a parameter that the estimator does not have.

    A name is accepted if ``get_params`` lists it, or if ``set_params`` on a clone of
    the estimator accepts a value of the space for it.

    Parameters
    ----------
    space : Space
    estimator : estimator

    Raises
    ------
    ValueError
        With the name, the nearest valid names and the estimator's class.
    """
    known = estimator.get_params(deep=True)
    for alternative in space.parts:
        unknown = [name for name in alternative.names if name not in known]
        if not unknown:
            continue
        tried = alternative.sample(TRIED, np.random.default_rng(0))
        for name in unknown:
            if not any(_accepts(estimator, name, params) for params in tried):
                # scikit-learn's message, and a hint
                hint = hint_of(name, known)
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {estimator}: {hint}."
                )


def _accepts(estimator: Any, name: str, params: dict[str, Any]) -> bool:
    # a step's own parameter is set after the step, as in a fit
    needed = {
        key: clone(value, safe=False)
        for key, value in params.items()
        if key == name or name.startswith(f"{key}__")
    }
    try:
        clone(estimator).set_params(**needed)
    except Exception:  # noqa: BLE001 - foreign estimators may raise anything
        return False
    return True


def nearest_names(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three valid names that may be meant.

    Names with the same last part come first, as C and svc__C. Case is ignored.

    Parameters
    ----------
    name : str
    known : iterable of str

    Returns
    -------
    list of str
    """
    by_lower = {valid.lower(): valid for valid in known}
    last = name.lower().rpartition("__")[2]
    same_end = [valid for valid in by_lower if valid.rpartition("__")[2] == last]
    alike = difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=0.5)
    ends = sorted(same_end, key=lambda valid: (valid not in alike, valid.count("__")))
    return [by_lower[valid] for valid in dict.fromkeys([*ends, *alike])][:3]


def hint_of(name: str, known: Iterable[str]) -> str:
    """Return the nearest of the valid names, or all of them, for a message."""
    near = ", ".join(map(repr, nearest_names(name, known)))
    names = "names" if "," in near else "name"
    return f"nearest valid {names}: {near}" if near else f"it has {sorted(known)}"
