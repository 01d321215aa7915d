"""The interface of a quick metric: work that depends on y_true alone is done once.

A search scores many candidates on the same rows, and most of the time of a metric of
scikit-learn goes into validation. Here the true values are validated once for the
rows. A score is computed by the same operations in the same order as scikit-learn's, so
it is equal bit for bit. A metric declines, and scikit-learn's own is called, whenever
scikit-learn would warn or raise, and for values of unusual types.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import numpy as np

from sk_hpo.registry import variant_for


class NotPlainError(Exception):
    """The metric declines these values. The text says why."""


class Prepared(Protocol):
    """A metric on some rows."""

    def score(self, response: Any) -> float:
        """Return the metric of a response, or raise `NotPlainError`.

        Floating-point warnings are errors here.
        """
        ...


class Metric(ABC):
    """One metric of scikit-learn.

    Attributes
    ----------
    takes : tuple of str
        The parameters of the function that it supports.
    pos_label : object
        The function's default for this parameter, None if it has none.
    """

    takes: ClassVar[tuple[str, ...]] = ()
    pos_label: ClassVar[Any] = None

    @abstractmethod
    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        """Prepare what depends only on the true values.

        Parameters
        ----------
        y_true : array-like
            Not to be written to.
        kwargs : mapping
            Parameters of the function that are in `takes`.

        Raises
        ------
        NotPlainError
            If the metric declines these values.
        """


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
        # a dtype of pandas' own has missing values, categories and the like
        y = y.to_numpy() if isinstance(y.dtype, np.dtype) else None
    if type(y) is not np.ndarray or y.ndim != 1 or len(y) < 2:
        raise NotPlainError("the true values are not a plain column")
    return y
