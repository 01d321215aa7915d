"""CountVectorizer: terms are counted once, then each estimator selects its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import numpy as np
from sklearn.base import clone

from sk_hpo._compat import sklearn_text
from sk_hpo.sharing.memory.all_rows import FromAllRows
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.document_terms import (
    Analyze,
    Ints,
    Span,
    SplitTerms,
    Terms,
    all_differ,
    grams,
    joined,
    renumbered,
    tallied,
    with_ranks,
)

handles = ("sklearn.feature_extraction.text.CountVectorizer",)

# For these analyzers n-grams are counted separately for each n. The values are the
# strings that join the parts of an n-gram.
JOINED_BY = {"word": " ", "char": ""}
ALONG: tuple[str, ...] = ("ngram_range", "min_df", "max_df", "max_features", "binary")


class Vectorizer(Rule):
    """One count for all ranges of n-grams, limits of document frequency and weights."""

    along = ALONG
    across = True
    fit_params: ClassVar[set[str]] = set()
    methods = ("transform",)
    how = "terms are counted once for all splits, then each estimator selects its own"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["vocabulary"] is not None:
            return "a given vocabulary is not learnt"
        if own["input"] != "content":
            return "files are read when a vectorizer is fitted"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if isinstance(data.X, str):
            raise DeclinedError("X is a string, not a sequence of documents")
        spans = sorted({one.ngram_range for one in family if _is_span(one.ngram_range)})
        if not spans:
            raise DeclinedError("no range of n-grams is valid")
        return VectorizerPath(family[0], spans, data.X, data.known)


def _is_span(span: Any) -> bool:
    whole = all(isinstance(n, int) for n in span)
    return whole and len(span) == 2 and 1 <= span[0] <= span[1]


class VectorizerPath(FitPath):
    """Terms of the training documents.

    Parameters
    ----------
    vectorizer : CountVectorizer or TfidfVectorizer
        Unfitted, one of the family.
    spans : list of (int, int)
        The ranges of n-grams that are needed.
    X : sequence of str
        The training documents.
    known : FromAllRows or None
    """

    def __init__(
        self, vectorizer: Any, spans: list[Span], X: Any, known: FromAllRows | None
    ) -> None:
        super().__init__()
        self.X = X
        self.known = known
        self.read, self.analyzers = _analyzers(vectorizer, spans)
        self.cuts: dict[Span, SplitTerms] = {}
        if known is not None:
            rows = known.positions(X)
            assert rows is not None
            self.cuts = {
                s: SplitTerms(part, rows) for s, part in self._whole(known).items()
            }
            self.parts = {span: cut.terms for span, cut in self.cuts.items()}
        else:
            self.parts = tallied(X, self.read, self.analyzers)
        self.dtype = vectorizer.dtype
        self.numbers: dict[Span, Ints] = {}
        # by fitted vectorizer: old and new numbers of the terms that it keeps
        self.kept: WeakKeyDictionary[Any, tuple[Ints, Ints]] = WeakKeyDictionary()
        self.latest: tuple[Any, Any] = None, None
        if vectorizer.analyzer in JOINED_BY and not all_differ(self.parts.values()):
            raise DeclinedError("some n-grams are equal to shorter ones")

    def take(self, estimator: Any) -> None:
        terms, counted = self._counted(estimator.ngram_range, self.X)
        fast = estimator.max_features is None

        def count(raw_documents: Any, fixed_vocab: bool) -> tuple[dict[str, int], Any]:
            estimator.build_analyzer()  # checks the stop words
            if not terms.names:
                raise ValueError("empty vocabulary")
            if fast and not estimator.binary:
                return {}, counted
            return {} if fast else dict(terms.numbers), sklearn_text.own(counted)

        steps = {"count": count, **(self._choice(estimator, terms) if fast else {})}
        output = sklearn_text.fit_transform(estimator, steps, self.X)
        if not fast:
            kept = np.array([terms.numbers[term] for term in estimator.vocabulary_])
            new = np.array(list(estimator.vocabulary_.values()))
            order = np.argsort(kept)
            self.kept[estimator] = kept[order], new[order]
        self.latest = estimator, output

    def _choice(self, estimator: Any, terms: Terms) -> dict[str, Any]:
        """Return functions that drop and sort terms without a loop over them."""

        def limit(
            X: Any, vocabulary: dict[str, int], high: Any, low: Any, _: Any
        ) -> Any:
            mask = (terms.frequencies <= high) & (terms.frequencies >= low)
            kept = np.flatnonzero(mask)
            if len(kept) == 0:
                raise ValueError("no terms remain")
            by_old = np.empty(len(mask), dtype=X.indices.dtype)
            by_old[terms.alphabetical[mask[terms.alphabetical]]] = np.arange(len(kept))
            new = by_old[kept]
            names = compress(terms.names, mask.tolist())
            vocabulary.update(zip(names, new.tolist(), strict=True))
            self.kept[estimator] = kept, new
            return X[:, kept]

        def sort(X: Any, vocabulary: dict[str, int]) -> Any:
            X.indices = self.kept[estimator][1].take(X.indices, mode="clip")
            return X

        return {"limit": limit, "sort": sort}

    def _counted(self, span: Span, X: Any) -> tuple[Terms, Any]:
        """Return the terms of some n-grams in documents, and the matrix of counts."""

        def make() -> tuple[Terms, Any]:
            terms = self._terms(span, X)
            parts = terms.values, terms.indices, terms.indptr
            return terms, sklearn_text.counts(*parts, len(terms.names), self.dtype)

        found: tuple[Terms, Any] = self.per_rows.once(X, span, make)
        return found

    def _terms(self, span: Span, X: Any) -> Terms:
        parts = self._parts(X)
        if span in parts:
            return parts[span]
        needed = [parts[n, n] for n in range(span[0], span[1] + 1)]
        if X is self.X:
            self.numbers[span] = renumbered(needed)
            return joined(needed, self.numbers[span])
        known, _ = self._counted(span, self.X)
        return joined(needed, self.numbers[span], known.names)

    def _parts(self, X: Any) -> dict[Span, Terms]:
        """Return counts of the known terms, for each n."""
        if X is self.X:
            return self.parts

        def make() -> dict[Span, Terms]:
            rows = None if self.known is None else self.known.positions(X)
            if rows is None:
                return tallied(X, self.read, self.analyzers, self.parts)
            return {span: cut.scored(rows) for span, cut in self.cuts.items()}

        found: dict[Span, Terms] = self.per_rows.once(X, "parts", make)
        return found

    def _whole(self, known: FromAllRows) -> dict[Span, Terms]:
        """Return counts in all documents, the same for every split."""

        def make(documents: Any) -> dict[Span, Terms]:
            return with_ranks(tallied(documents, self.read, self.analyzers))

        whole: dict[Span, Terms] = known.once(tuple(self.analyzers), make)
        return whole

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            (fitted, output), self.latest = self.latest, (None, None)
            if fitted is not estimator:
                raise LookupError("the output is available only right after `take`")
            return output
        _, counted = self._counted(estimator.ngram_range, X)
        kept, new = self.kept[estimator]
        X_kept = counted[:, kept]
        indices = new.take(X_kept.indices).astype(X_kept.indices.dtype)
        matrix = sklearn_text.counts(
            X_kept.data, indices, X_kept.indptr, len(kept), self.dtype
        )
        return sklearn_text.transform(estimator, matrix, X)


def _analyzers(vectorizer: Any, spans: list[Span]) -> tuple[Any, dict[Span, Analyze]]:
    """Return a function that reads a document, and those that give its terms.

    Words and characters are read once, and their n-grams counted apart for each n.
    """
    kind = vectorizer.analyzer
    if kind not in JOINED_BY:
        each = {s: clone(vectorizer).set_params(ngram_range=s) for s in spans}
        return _as_it_is, {span: one.build_analyzer() for span, one in each.items()}
    single = clone(vectorizer).set_params(ngram_range=(1, 1))
    wanted = sorted({n for low, high in spans for n in range(low, high + 1)})
    analyzers = {(n, n): _of_length(n, JOINED_BY[kind]) for n in wanted}
    return single.build_analyzer(), analyzers


def _as_it_is(document: Any) -> Any:
    return document


def _of_length(n: int, between: str) -> Analyze:
    if n == 1:
        return _as_it_is
    return lambda pieces: grams(pieces, n, between)


rule = Vectorizer()
