"""Whether there is something to impute."""

from __future__ import annotations

from typing import Any

from sklearn.impute import MissingIndicator

from sk_hpo.default_spaces.data import Data


def may_be_missing(imputer: Any, data: Data) -> bool:
    """Return whether the sample of the data has missing values, or is not known.

    If a sample has none, an imputer's settings matter little.
    """
    if data.X is None:
        return True
    marker = imputer.missing_values
    indicator = MissingIndicator(missing_values=marker, features="all", sparse=False)
    try:
        return bool(indicator.fit_transform(data.X).any())
    except (TypeError, ValueError):
        return True
