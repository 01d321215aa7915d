"""Hashing of features: what becomes of a row hangs on this row alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sk_hpo.sharing.for_rules.fitting import fit
from sk_hpo.sharing.memory.whole import Known
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = (
    "sklearn.feature_extraction.FeatureHasher",
    "sklearn.feature_extraction.text.HashingVectorizer",
)


class Hashing(Rule):
    """All rows of the search hashed once, and cut for each split."""

    along = ()
    across = True
    answers = ("transform",)
    how: ClassVar[str] = "rows are hashed once for all splits"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own.get("input", "content") != "content":
            return "files are read when rows are hashed"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        raise DeclinedError("a split of few of the rows hashes its own")

    def start_knowing(
        self,
        family: Sequence[Any],
        X: Any,
        y: Any,
        fit_params: Mapping[str, Any],
        known: Known,
    ) -> Path:
        if fit_params:
            raise DeclinedError("parameters of fit, which there are none of")
        return HashingPath(family[0], X, y, known)


class HashingPath(Path):
    """The hashed rows of one split.

    Parameters
    ----------
    hasher : HashingVectorizer or FeatureHasher
        Unfitted.
    X, y : array-like
        The training rows.
    known : Known
        Of all rows.
    """

    def __init__(self, hasher: Any, X: Any, y: Any, known: Known) -> None:
        super().__init__()
        self.data = X, y
        self.known = known
        self.hashed = known.once("hashed", hasher.transform)

    def take(self, estimator: Any) -> None:
        fit(estimator, *self.data, {})

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        numbers = self.known.numbers(X)
        if numbers is None:
            return super().answer(estimator, "transform", X)
        return self.per_rows.once(X, "hashed", lambda: self.hashed[numbers])


rule = Hashing()
