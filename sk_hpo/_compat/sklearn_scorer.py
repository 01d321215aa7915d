"""Private names of ``sklearn.metrics._scorer``: what a scorer is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sklearn.metrics import get_scorer
from sklearn.metrics._scorer import _MultimetricScorer, _PassthroughScorer, _Scorer

__all__ = ["ScorerParts", "is_default_score", "parts_of", "scorers_of"]


@dataclass(frozen=True)
class ScorerParts:
    """What ``make_scorer`` was given."""

    function: Callable[..., float]
    sign: int
    kwargs: Mapping[str, Any]
    response_method: str | tuple[str, ...]


def parts_of(scorer: Any) -> ScorerParts | None:
    """Take a scorer apart.

    Parameters
    ----------
    scorer : str or object
        A name that scikit-learn knows, or a scorer.

    Returns
    -------
    ScorerParts or None
        None if ``make_scorer`` has not made it.
    """
    made = get_scorer(scorer) if isinstance(scorer, str) else scorer
    # a subclass of the scorer may compute anything
    if type(made) is not _Scorer:
        return None
    kwargs = dict(made._kwargs or {})
    return ScorerParts(made._score_func, made._sign, kwargs, made._response_method)


def is_default_score(scorer: Any) -> bool:
    """Whether a scorer calls the estimator's own ``score``; so does None."""
    return scorer is None or type(scorer) is _PassthroughScorer


def scorers_of(scorer: Any) -> Mapping[str, Any] | None:
    """The scorers by name, in their order, of one that calls several; else None."""
    if type(scorer) is not _MultimetricScorer:
        return None
    return dict(scorer._scorers)
