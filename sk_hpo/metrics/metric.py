"""Quick metrics: what depends only on the true values is computed once.

A search scores many candidates on the same rows, and most of the time of a metric of
scikit-learn goes into validation. Here the true values are validated once for the
rows. A score is computed by the same operations in the same order as scikit-learn's, so
it is equal bit for bit. A metric declines, and scikit-learn's own is called, whenever
scikit-learn would warn or raise an error, and for values of unusual types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sk_hpo.registry import variant_for

# A metric on some rows: returns the score of a response, or raises `NotPlainError`. The
# caller turns floating-point warnings into errors.
Prepared = Callable[[Any], float]


class NotPlainError(Exception):
    """The metric declines these values. The text says why."""


@dataclass(frozen=True)
class Metric:
    """One metric of scikit-learn.

    Parameters
    ----------
    prepare : callable
        ``prepare(y_true, kwargs)`` returns the metric on the rows of `y_true`, or
        raises `NotPlainError`. It does not write to `y_true`; `kwargs` are parameters
        of the function that are in `takes`.
    takes : tuple of str
        The parameters of the function that it supports.
    pos_label : object
        The function's default for this parameter, None if it has none.
    """

    prepare: Callable[[Any, Mapping[str, Any]], Prepared]
    takes: tuple[str, ...] = ()
    pos_label: Any = None


def metric_for(function: Any) -> Metric | None:
    """Return the quick metric for a function of scikit-learn, if there is one."""
    module: Any = variant_for("sk_hpo.metrics.quick", function)
    return None if module is None else module.metric


def one_column(y: Any) -> np.ndarray:
    """Return a one-dimensional array, as it is or from a pandas series.

    Raises
    ------
    NotPlainError
        If it is anything else, or has fewer than two values.
    """
    home = type(y).__module__.partition(".")[0]
    if (home, type(y).__name__) == ("pandas", "Series"):
        # pandas' own dtypes have missing values, categories and the like
        y = y.to_numpy() if isinstance(y.dtype, np.dtype) else None
    if type(y) is not np.ndarray or y.ndim != 1 or len(y) < 2:
        raise NotPlainError("the true values are not a plain column")
    return y
