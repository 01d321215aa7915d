"""The model of a search's scores: its own, or one fitted to its candidates."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.exceptions import NotFittedError

from sk_hpo.results import Results
from sk_hpo.results.inferred_space import inferred_space
from sk_hpo.search.surrogate import Surrogate


def model_of(search: Any, results: Results) -> Surrogate:
    """Return a model of the scores of the metric that `results` has.

    It is the search's own if it has one, of that metric. Otherwise a Gaussian process
    is fitted to the complete candidates, in the space that they span.

    Parameters
    ----------
    search : object
        What `results` was read from.
    results : Results
        With at least one complete candidate.
    """
    # a search of a user's subclass, or one that listed its candidates, has none
    try:
        own = getattr(search, "surrogate", None)
    except NotFittedError:
        own = None
    if isinstance(own, Surrogate) and _is_guiding(search, results):
        return own
    scores = results.means[results.metric]
    prior = [
        (params, float(score))
        for params, score in zip(results.params, scores, strict=True)
        if np.isfinite(score)
    ]
    return Surrogate(inferred_space(results), [], prior)


def _is_guiding(search: Any, results: Results) -> bool:
    refit = getattr(search, "refit", None)
    first = next(iter(results.means))
    return results.metric == (refit if isinstance(refit, str) else first)
