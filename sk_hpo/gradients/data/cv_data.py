"""The data of a cross-validation, as given to a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class CVData:
    """Data, splits, and other parameters of ``fit`` and of the scorer.

    Parameters
    ----------
    X, y : array-like of n rows
    splits : sequence of (train, test)
        Row indices, or masks.
    fit_params, score_params : mapping
        Arguments routed to the estimator's ``fit`` and to the scorer.
    """

    X: Any
    y: Any
    splits: Sequence[tuple[Any, Any]]
    fit_params: Mapping[str, Any] = field(default_factory=dict)
    score_params: Mapping[str, Any] = field(default_factory=dict)
