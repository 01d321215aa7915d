"""Copies of the data for estimators that may write into them.

In scikit-learn each fit has data of its own. If it writes into them, later parts of the
same fit see that (the next steps, the scores of the training rows), and other fits do
not. Here all fits share the data, so an estimator that may write gets a copy. If it
writes where another part of its own fit would have seen it, the candidate is evaluated
separately.
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

import joblib
import numpy as np
from scipy.sparse import issparse

from sk_hpo.sharing.rule import DeclinedError


class WrittenError(DeclinedError):
    """A fit has written into data that other parts of the same fit use."""


class Writers:
    """The classes of the estimators that have written into their copies of the data.

    Attributes
    ----------
    wrote : bool
        Whether an estimator of the current candidate has written.
    """

    def __init__(self) -> None:
        self._kinds: set[type] = set()
        self.begin()

    def begin(self) -> None:
        """Begin the next candidate."""
        self.wrote = False
        self._kept: list[tuple[Any, Any, Any, Any]] = []
        self._copies = Copies()

    def check(self, estimator: Any) -> None:
        """Raise if an estimator of this class has written into shared data.

        Raises
        ------
        WrittenError
        """
        if type(estimator) in self._kinds:
            self._raise(estimator)

    @contextmanager
    def lend(
        self, estimator: Any, data: Any, *, watched: Any, keeps: bool
    ) -> Iterator[Any]:
        """Lend copies of `data`; one candidate always gets the same copy.

        An estimator can then recognise the training rows when they are scored, as in
        scikit-learn. For example, the product of a matrix with itself is computed
        differently from its product with a copy.

        Parameters
        ----------
        estimator : estimator
            The estimator that gets the copies.
        data : tuple
        watched : tuple of bool
            For each item of `data`, whether other parts of the same fit see it later.
        keeps : bool
            Whether the estimator may keep the copies or pass them on, and write into
            them later. Then `end` compares them again.

        Raises
        ------
        WrittenError
            At the end, if the estimator has written into data that are watched.
        """
        lent = self._copies.of(data)
        yield lent
        if keeps:
            self._kept.append((estimator, lent, data, watched))
        if _differ(lent, data, watched):
            self._kinds.add(type(estimator))
            self._raise(estimator)

    def as_lent(self, data: Any) -> Any:
        """Return the copy that was lent for `data`, if one was."""
        return self._copies.known(data)

    def end(self) -> bool:
        """Return whether an estimator of the candidate has written into its data."""
        for estimator, *loan in self._kept:
            if _differ(*loan):
                self._kinds.add(type(estimator))
                self.wrote = True
        self._kept.clear()
        self._copies = Copies()
        return self.wrote

    def _raise(self, estimator: Any) -> None:
        self.wrote = True
        raise WrittenError(
            f"{type(estimator).__name__} writes into data that other parts use"
        )


def _differ(lent: Any, data: Any, watched: Any) -> bool:
    triples = zip(lent, data, watched, strict=True)
    return any(digest(one) != digest(own) for one, own, seen in triples if seen)


def copied(data: Any) -> Any:
    """Return a deep copy with the same memory layout, on which rounding may depend."""
    return Copies().of(data)


class Copies:
    """Deep copies, one of each object."""

    def __init__(self) -> None:
        self._memo: dict[int, Any] = {}
        self._copied: list[Any] = []  # holding them keeps their ids from being reused

    def of(self, data: Any) -> Any:
        """Return the copy of `data`, with the same memory layout."""
        self._copied.append(data)
        _lay_out(data, self._memo, set())
        return copy.deepcopy(data, self._memo)

    def known(self, data: Any) -> Any:
        """Return the copy that has been made of `data`, or `data` if there is none."""
        return self._memo.get(id(data), data)


def _lay_out(data: Any, memo: dict[int, Any], seen: set[int]) -> None:
    """Copy arrays whose numbers are not contiguous, or are in reverse order.

    Of the memory layout, ``deepcopy`` keeps only the order of the axes.
    """
    if id(data) in seen or id(data) in memo:
        return
    seen.add(id(data))
    if _is_array(data):
        if not (data.flags.forc or data.dtype.hasobject):
            memo[id(data)] = _strided(data)
        return
    parts = data if isinstance(data, (list, tuple)) else _named(data).values()
    for part in parts:
        if not isinstance(part, PLAIN):
            _lay_out(part, memo, seen)


def _named(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else getattr(data, "__dict__", {})


def _strided(data: Any) -> Any:
    spans = [s * (n - 1) for s, n in zip(data.strides, data.shape, strict=True)]
    first = -sum(span for span in spans if span < 0)
    room = np.empty(first + sum(s for s in spans if s > 0) + data.itemsize, np.uint8)
    made = np.ndarray(data.shape, data.dtype, room, first, data.strides)
    made[...] = data
    return made


def is_fresh(X: Any) -> bool:
    """Return whether data own their memory, and no other data use it."""
    if type(X) is np.ndarray:
        return bool(X.flags.owndata)
    if issparse(X):
        return all(one.flags.owndata for one in vars(X).values() if _is_array(one))
    return False


def _is_array(value: Any) -> bool:
    return type(value) is np.ndarray


def digest(values: Any) -> Any:
    """Return a value that changes if the data are written into."""
    if _is_array(values) and not values.dtype.hasobject:
        return zlib.crc32(np.ascontiguousarray(values).reshape(-1).view(np.uint8).data)
    if issparse(values):  # sums depend on the order of their numbers
        return [digest(part) for part in vars(values).values() if _is_array(part)]
    if isinstance(values, (list, tuple)) and len(values) < FEW:
        return [digest(one) for one in values]
    if isinstance(values, dict):
        return [(name, digest(one)) for name, one in values.items()]
    try:
        return joblib.hash(values)
    except Exception:  # noqa: BLE001  it can't be pickled: assume no change
        return None


FEW = 10  # longer lists are rows
# Types without arrays in them, or that are not copied.
PLAIN = (str, bytes, int, float, complex, type(None), type, FunctionType, ModuleType)
