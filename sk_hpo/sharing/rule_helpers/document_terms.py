"""The terms of documents, counted once for vectorizers that differ in what they keep.

N-grams of words or characters are counted separately for each n, and the counts of a
vectorizer are joined from these. scikit-learn first numbers terms in order of
appearance: document by document, and in each the shorter n-grams first. These are the
*old numbers*. It later renumbers the terms alphabetically, but the entries of a row
stay in the old order, which affects the rounding of sums along a row.

Notation: n documents, V terms, nnz pairs of a document and a term in it.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
# The range of n in n-grams: the least and the most.
Span = tuple[int, int]
# Given a document that has been read, returns its terms, as often as they occur.
Analyze = Callable[[Any], Iterable[str]]


@dataclass(eq=False)
class Terms:
    """Terms of some training documents, and their counts in some documents.

    Parameters
    ----------
    names : sequence of str of length V
        The terms, in the order of their old numbers.
    values, indices : ndarray of shape (nnz,)
        Counts, and the old numbers of the terms that are counted.
    indptr : ndarray of shape (n + 1,)
        Where the rows begin.
    ranks : ndarray of shape (V,), optional
        Numbers in the alphabetical order of the terms, if it is already known.
    """

    names: Sequence[str]
    values: Ints
    indices: Ints
    indptr: Ints
    ranks: Ints | None = None

    @property
    def rows(self) -> Ints:
        """The document of each count, of shape (nnz,)."""
        return np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))

    @cached_property
    def frequencies(self) -> Ints:
        """The number of documents that contain each term, of shape (V,)."""
        return np.bincount(self.indices, minlength=len(self.names))

    @cached_property
    def alphabetical(self) -> Ints:
        """The old numbers of the terms in alphabetical order, of shape (V,)."""
        if self.ranks is not None:
            return np.argsort(self.ranks)
        return np.array(sorted(range(len(self.names)), key=self.names.__getitem__))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The old number of each term."""
        return dict(zip(self.names, range(len(self.names)), strict=True))


class Tally:
    """Counts terms, document by document.

    Parameters
    ----------
    known : Terms or None
        The terms to count; None to count all, as in training documents.
    """

    def __init__(self, known: Terms | None) -> None:
        self._known = known
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._values = array("i")
        self._indices = array("i")
        self._indptr = [0]

    def add(self, terms: Iterable[str]) -> None:
        """Count the terms of the next document."""
        counter = Counter(terms)
        if self._known is None:
            self._indices.extend(map(self._numbers.__getitem__, counter))
            self._values.extend(counter.values())
        else:
            number = self._known.numbers
            met = [term for term in counter if term in number]
            self._indices.extend(map(number.__getitem__, met))
            self._values.extend(map(counter.__getitem__, met))
        self._indptr.append(len(self._indices))

    def terms(self) -> Terms:
        """Return what has been counted."""
        # as scikit-learn has it: 64 bits where the number of counts needs them
        index = np.int32 if self._indptr[-1] <= np.iinfo(np.int32).max else np.int64
        return Terms(
            list(self._numbers) if self._known is None else self._known.names,
            np.array(self._values, dtype=np.intc),
            np.array(self._indices, dtype=index),
            np.array(self._indptr, dtype=index),
        )


def tallied(
    documents: Iterable[Any],
    read: Callable[[Any], Any],
    analyzers: Mapping[Span, Analyze],
    known: Mapping[Span, Terms] | None = None,
) -> dict[Span, Terms]:
    """Count several kinds of terms, reading each document once."""
    tallies = {span: Tally(known[span] if known else None) for span in analyzers}
    for document in documents:
        pieces = read(document)
        for span, analyze in analyzers.items():
            tallies[span].add(analyze(pieces))
    return {span: tally.terms() for span, tally in tallies.items()}


class SplitTerms:
    """The terms of some training documents, taken from the counts in all documents.

    Parameters
    ----------
    whole : Terms
        The terms of all documents.
    rows : ndarray of int of shape (n,)
        The training documents.

    Attributes
    ----------
    terms : Terms
        The terms of the training documents, numbered in order of appearance.
    """

    def __init__(self, whole: Terms, rows: Ints) -> None:
        self._whole = whole
        indptr, places = _of_rows(whole, rows)
        met = whole.indices[places]
        first = np.full(len(whole.names), len(met))
        # of several assignments the last one stays
        first[met[::-1]] = np.arange(len(met))[::-1]
        old = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(met))]
        self._numbers = np.full(len(whole.names), -1, dtype=whole.indices.dtype)
        self._numbers[old] = np.arange(len(old))
        self.terms = Terms(
            [whole.names[number] for number in old.tolist()],
            whole.values[places],
            self._numbers[met],
            indptr,
            None if whole.ranks is None else whole.ranks[old],
        )

    def scored(self, rows: Ints) -> Terms:
        """Return the known terms of other documents."""
        indptr, places = _of_rows(self._whole, rows)
        numbers = self._numbers[self._whole.indices[places]]
        known = numbers >= 0
        before = np.concatenate(([0], np.cumsum(known)))
        return Terms(
            self.terms.names,
            self._whole.values[places][known],
            numbers[known],
            before[indptr].astype(indptr.dtype),
            self.terms.ranks,
        )


def _of_rows(terms: Terms, rows: Ints) -> tuple[Ints, Ints]:
    """Return the starts of concatenated rows, and the positions of their entries."""
    starts, sizes = terms.indptr[rows], np.diff(terms.indptr)[rows]
    indptr = np.concatenate(([0], np.cumsum(sizes))).astype(terms.indptr.dtype)
    within = np.arange(indptr[-1]) - np.repeat(indptr[:-1], sizes)
    return indptr, np.repeat(starts, sizes) + within


def with_ranks(parts: Mapping[Span, Terms]) -> dict[Span, Terms]:
    """Return terms of several kinds, ranked together."""
    names = [name for part in parts.values() for name in part.names]
    ranks = np.empty(len(names), dtype=np.intp)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    ends = np.cumsum([len(part.names) for part in parts.values()])
    each = zip(parts.items(), np.split(ranks, ends[:-1]), strict=True)
    return {span: replace(part, ranks=own) for (span, part), own in each}


def renumbered(parts: Sequence[Terms]) -> Ints:
    """Return the old numbers of terms of several kinds if they are counted together.

    Parameters
    ----------
    parts : sequence of Terms
        Terms of the same training documents, none in common; shorter n-grams first.

    Returns
    -------
    ndarray of shape (V,)
        For each term of the first part, then the second and so on.
    """
    first = [np.full(len(part.names), len(part.indptr)) for part in parts]
    for met, part in zip(first, parts, strict=True):
        np.minimum.at(met, part.indices, part.rows)
    order = np.argsort(np.concatenate(first), kind="stable")
    numbers = np.empty(len(order), dtype=parts[0].indices.dtype)
    numbers[order] = np.arange(len(order))
    return numbers


def joined(
    parts: Sequence[Terms], numbers: Ints, names: Sequence[str] | None = None
) -> Terms:
    """Join terms of several kinds.

    Parameters
    ----------
    parts : sequence of Terms
        Terms of the same documents.
    numbers : ndarray of shape (V,)
        The old number of each term, from `renumbered`.
    names : sequence of str or None
        The terms in the order of old numbers, if already known.
    """
    if names is None:
        by_number = np.empty(len(numbers), dtype=object)
        by_number[numbers] = [name for part in parts for name in part.names]
        names = by_number.tolist()
    starts = np.cumsum([0, *(len(part.names) for part in parts[:-1])])
    pairs = zip(starts, parts, strict=True)
    indices = np.concatenate([numbers[start + part.indices] for start, part in pairs])
    values = np.concatenate([part.values for part in parts])
    order = np.argsort(np.concatenate([part.rows for part in parts]), kind="stable")
    indptr = np.sum([part.indptr for part in parts], axis=0)
    ranks = None
    if all(part.ranks is not None for part in parts):
        ranks = np.empty(len(numbers), dtype=np.intp)
        ranks[numbers] = np.concatenate([part.ranks for part in parts])
    return Terms(
        names, values[order], indices[order], indptr.astype(numbers.dtype), ranks
    )


def all_differ(parts: Iterable[Terms]) -> bool:
    """Return whether no term is of more than one kind."""
    kinds = [part.names for part in parts]
    return len(kinds) == 1 or len(set().union(*kinds)) == sum(map(len, kinds))


def grams(pieces: Sequence[str], n: int, between: str) -> Iterator[str]:
    """Return the n-grams of a sequence of words or characters."""
    return map(between.join, zip(*(pieces[k:] for k in range(n)), strict=False))
