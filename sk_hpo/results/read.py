"""Read what a search has found from any form in which it is kept."""

from __future__ import annotations

from typing import Any

from sklearn.exceptions import NotFittedError

from sk_hpo.registry import variants
from sk_hpo.results.results import Results

READERS = "sk_hpo.results.readers"

ACCEPTED = (
    "a fitted search of sk_hpo, scikit-learn or scikit-optimize, its cv_results_ (a "
    "dict, or a frame of it), what to_frame returns, a list of trials, a search of "
    "load_results, the path of a checkpoint, or an Optuna study"
)


def results_of(source: Any, name: str = "search", metric: str | None = None) -> Results:
    """Return the candidates and scores of a search.

    Parameters
    ----------
    source : object
        A fitted search of this package, of scikit-learn or of scikit-optimize; its
        ``cv_results_``, as a dict or a data frame; a frame of
        :func:`sk_hpo.to_frame`; a list of :class:`sk_hpo.Trial`; a
        :class:`sk_hpo.SavedSearch`, or the path of a checkpoint with one search; an
        Optuna study, or an ``OptimizeResult`` of scikit-optimize.
    name : str, default="search"
        The argument's name in messages.
    metric : str or None
        The metric that guides, if there are several. None: the one that the source
        names, or else the first.

    Raises
    ------
    TypeError
        If the source is anything else.
    sklearn.exceptions.NotFittedError
        If the source is not fitted.
    ValueError
        If the source has no candidate, or no such metric.
    """
    for reader in variants(READERS).values():
        if reader.reads(source):
            found: Results = reader.read(source, name, metric)
            return found
    several = source if isinstance(source, list) else []
    if any(hasattr(one, "cv_results_") for one in several):
        raise TypeError(
            f"{name} must be one search, got a list of {len(several)}: pass one of "
            "them, such as load_results(path)[0]"
        )
    if hasattr(source, "fit"):
        kind = type(source).__name__
        if not (hasattr(source, "cv") and hasattr(source, "refit")):
            raise TypeError(
                f"{name} must be {ACCEPTED}, got {kind}, which is no search"
            )
        raise NotFittedError(
            f"{name} must be a fitted search, got a {kind} that is not fitted"
        )
    raise TypeError(
        f"{name} must be {ACCEPTED}, got an object of type {type(source).__name__}"
    )
