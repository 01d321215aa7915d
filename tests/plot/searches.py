"""Searches whose scores are a known function of the parameters."""

import numpy as np

from sk_hpo.results.results import made
from sk_hpo.search.surrogate import Surrogate
from sk_hpo.space import Space


def results_of_space(space, score, n, *, failed=(), stopped=(), seed=0):
    """Candidates drawn from a space, scored by a function; some have no score."""
    params = space.sample(n, np.random.default_rng(seed))
    means = np.array([score(one) for one in params], dtype=np.float64)
    means[list(failed)] = np.nan
    marks = np.zeros(n, dtype=bool)
    marks[list(stopped)] = True
    return made(params, "score", {"score": means}, stopped=marks)


def modelled(spec, score, n=25, **settings):
    """The candidates of a space, and the model of their scores."""
    space = spec if isinstance(spec, Space) else Space.from_params(spec)
    results = results_of_space(space, score, n, **settings)
    means = results.means["score"]
    known = [
        (params, float(mean))
        for params, mean in zip(results.params, means, strict=True)
        if np.isfinite(mean)
    ]
    return results, Surrogate(space, [], known)
