"""Hashing of features: the result for a row depends on this row only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sk_hpo.sharing.memory.all_rows import FromAllRows
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = (
    "sklearn.feature_extraction.FeatureHasher",
    "sklearn.feature_extraction.text.HashingVectorizer",
)


class Hashing(Rule):
    """All rows of the search are hashed once, and each split takes its own."""

    along = ()
    across = True
    fit_params: ClassVar[set[str]] = set()
    methods = ("transform",)
    how = "rows are hashed once for all splits"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own.get("input", "content") != "content":
            return "files are read when rows are hashed"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if data.known is None:
            raise DeclinedError("a split with few of the rows hashes them separately")
        return HashingPath(family[0], data, data.known)


class HashingPath(FitPath):
    """The hashed rows of one split.

    Parameters
    ----------
    hasher : HashingVectorizer or FeatureHasher
        Unfitted.
    data : Training
    known : FromAllRows
    """

    def __init__(self, hasher: Any, data: Training, known: FromAllRows) -> None:
        super().__init__()
        self.data = data
        self.known = known
        self.hashed = known.once("hashed", hasher.transform)

    def take(self, estimator: Any) -> None:
        self.data.fit(estimator)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        positions = self.known.positions(X)
        if positions is None:
            return super().result(estimator, method, X)
        return self.per_rows.once(X, "hashed", lambda: self.hashed[positions])


rule = Hashing()
