"""Votes, or means, of several estimators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import kept_or

handles = ("sklearn.ensemble.VotingClassifier", "sklearn.ensemble.VotingRegressor")


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    used = [one for _, one in estimator.estimators if one != "drop"]
    if hasattr(estimator, "voting") and all(hasattr(u, "predict_proba") for u in used):
        return {"voting": kept_or(estimator, "voting", ["soft"])}
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimators inside."""
    for name, one in estimator.estimators:
        yield Part(name, one, data)
