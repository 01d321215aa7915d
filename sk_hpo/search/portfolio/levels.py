"""Whether candidates should have a part of a resource first."""

from __future__ import annotations

from collections.abc import Collection
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)

from sk_hpo.levels.ladder import FEWEST_ROWS, ROWS
from sk_hpo.search.portfolio.decision import Reason

# With fewer, or fewer numbers in X, fits are quick.
MANY_ROWS = 10 * FEWEST_ROWS
MANY_NUMBERS = 50_000
# With fewer iterations the least level says little.
MANY_ITERATIONS = 90
# The pilot takes a part of the candidates.
FEWEST_CANDIDATES = 20
# How many candidates have the whole resource before any goes without it.
PILOT = 6

BOOSTING = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)


def advised_resource(
    estimator: Any, X: Any, n_rows: int, searched: Collection[str]
) -> tuple[str, Reason] | None:
    """Return a resource of which candidates are first given a part, and why.

    Parameters
    ----------
    estimator : estimator
    X : array-like
    n_rows : int
        Training rows of the smallest split.
    searched : collection of str
        The parameters that are searched.
    """
    if n_rows >= MANY_ROWS:
        return ROWS, Reason("splits have many training rows", {"rows": n_rows})
    name = _iterations(estimator, searched)
    if name is None or np.size(X) < MANY_NUMBERS:
        return None
    figures = {name: int(estimator.get_params()[name])}
    return name, Reason("a fit has many iterations", figures)


def _iterations(estimator: Any, searched: Collection[str]) -> str | None:
    """Return the only parameter that is a number of trees or rounds."""
    params = estimator.get_params()
    found = []
    for name, value in params.items():
        step, _, own = name.rpartition("__")
        is_of_boosting = own == "max_iter" and isinstance(
            params[step] if step else estimator, BOOSTING
        )
        if own == "n_estimators" or is_of_boosting:
            found.append((name, value))
    if len(found) != 1:
        return None
    name, value = found[0]
    steps = [name.rsplit("__", n)[0] for n in range(1, name.count("__") + 1)]
    if name in searched or any(step in searched for step in steps):
        return None
    is_count = isinstance(value, Integral) and not isinstance(value, bool)
    return name if is_count and value >= MANY_ITERATIONS else None
