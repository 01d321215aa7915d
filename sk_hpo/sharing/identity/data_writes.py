"""Whether the parameters let scikit-learn's own code write into the data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.registry import is_exactly

# If one of these parameters is false, an estimator may write into its data.
# `copy_X_train` is not one: Gaussian processes hold the data and write nothing.
IN_PLACE = ("copy", "copy_X", "copy_x")


def writes_in_place(template: Any, own: Mapping[str, Any]) -> bool:
    """Return whether an estimator's parameters let it write into its data.

    Parameters
    ----------
    template : estimator
    own : mapping
        Its parameters.
    """
    return _calls_another(template, own) or any(
        map(_turns_copies_off, own, own.values())
    )


def _calls_another(template: Any, own: Mapping[str, Any]) -> bool:
    """Return whether an estimator passes its data to a function that may write."""
    if not is_exactly(template, "sklearn.preprocessing.FunctionTransformer"):
        return False
    functions = (own["func"], own["inverse_func"])
    harmless = all(one is None or isinstance(one, np.ufunc) for one in functions)
    return not harmless or bool(own["kw_args"])


def _turns_copies_off(name: Any, value: Any) -> bool:
    """Return whether a parameter, or one inside it, is in `IN_PLACE` and false.

    The keywords of a function and the grid of an inner search have others inside.
    """
    if isinstance(value, dict):
        return any(_turns_copies_off(key, item) for key, item in value.items())
    if isinstance(value, partial):
        return _turns_copies_off(name, value.keywords)
    if isinstance(value, (list, tuple)):
        return any(_turns_copies_off(name, item) for item in value)
    own_name = str(name).rpartition("__")[2]
    return own_name in IN_PLACE and isinstance(value, (bool, np.bool_)) and not value
