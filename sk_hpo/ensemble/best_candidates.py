"""The best candidates of a search, as rows of its table."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np

from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE

NONE_COMPLETE = (
    "search: no candidate has a finite mean test score, so there is none to fit again"
)


def best_first(found: Results) -> np.ndarray:
    """Return the rows of the complete candidates, the best first.

    The first is the search's own choice, if it has made one. The others follow in the
    order of their mean test scores. Of a halving search only the last iteration counts.

    Parameters
    ----------
    found : Results
        What `results_of` has read of the search.

    Returns
    -------
    ndarray of shape (n_complete,)

    Raises
    ------
    ValueError
        If no candidate is complete.
    """
    complete = found.state == COMPLETE
    order = np.argsort(-found.means[found.metric], kind="stable")
    order = order[complete[order]]
    if not len(order):
        raise ValueError(NONE_COMPLETE)
    chosen = found.chosen
    if chosen is not None and complete[chosen]:
        order = np.concatenate([[chosen], order[order != chosen]])
    return order


def check_k(k: Any) -> int:
    """Return `k` if it is a positive whole number.

    Raises
    ------
    ValueError
    """
    if type(k) is bool or not isinstance(k, Integral) or k < 1:
        raise ValueError(f"k must be an int of at least 1, got {k!r}")
    return int(k)
