"""Data lent to an estimator that may write into them.

In scikit-learn each fit has data of its own. What one fit writes into them is seen by
what follows in the same fit - the steps behind, the scores of the training rows - and
by no other. Here all fits have the same data, so whoever may write gets a copy; and if
it has written where something else of its own fit would have seen it, the candidate is
to be evaluated separately.
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
    """A fit has written into data that other parts of the same fit will see."""


class Writers:
    """Who has written into what it was lent.

    Attributes
    ----------
    wrote : bool
        Whether that has happened for the present candidate.
    """

    def __init__(self) -> None:
        self.wrote = False
        self._kinds: set[type] = set()
        self._kept: list[tuple[Any, Any, Any, Any]] = []
        self._copies = Copies()

    def begin(self) -> None:
        """Nothing has been written for the next candidate."""
        self.wrote = False
        self._kept.clear()
        self._copies = Copies()

    def check(self, estimator: Any) -> None:
        """Raise if an estimator of this class has written into what others see.

        Raises
        ------
        WrittenError
        """
        if type(estimator) in self._kinds:
            self._tell(estimator)

    @contextmanager
    def lend(
        self, estimator: Any, data: Any, *, watched: Any, keeps: bool
    ) -> Iterator[Any]:
        """Copies of `data`: for one candidate, always the same of the same.

        Whoever fits and answers for it meets the training rows again where they are
        scored, as in scikit-learn. The product of a matrix with itself, for one, is not
        computed as that with its copy.

        Parameters
        ----------
        estimator : estimator
            Who is lent them.
        data : tuple
        watched : tuple of bool
            For each of them, whether other parts of the same fit will see it.
        keeps : bool
            Whether it may keep or pass on what it is lent, so that it is written into
            later: `end` looks again.

        Raises
        ------
        WrittenError
            When it is done, if it has written into one that is watched.
        """
        lent = self._copies.of(data)
        yield lent
        if keeps:
            self._kept.append((estimator, lent, data, watched))
        if _differ(lent, data, watched):
            self._kinds.add(type(estimator))
            self._tell(estimator)

    def as_lent(self, data: Any) -> Any:
        """The copy that was lent for `data`, if one was."""
        return self._copies.known(data)

    def end(self) -> bool:
        """Whether anything has been written for the candidate."""
        for estimator, *loan in self._kept:
            if _differ(*loan):
                self._kinds.add(type(estimator))
                self.wrote = True
        self._kept.clear()
        self._copies = Copies()
        return self.wrote

    def _tell(self, estimator: Any) -> None:
        self.wrote = True
        raise WrittenError(f"{type(estimator).__name__} writes into what others see")


def _differ(lent: Any, data: Any, watched: Any) -> bool:
    triples = zip(lent, data, watched, strict=True)
    return any(digest(one) != digest(own) for one, own, seen in triples if seen)


def copied(data: Any) -> Any:
    """A deep copy, laid out in memory as the data are: sums may depend on it."""
    return Copies().of(data)


class Copies:
    """Deep copies, one of each object."""

    def __init__(self) -> None:
        self._memo: dict[int, Any] = {}
        self._copied: list[Any] = []  # held, so that no other object has its id

    def of(self, data: Any) -> Any:
        """The copy of `data`, laid out in memory as they are."""
        self._copied.append(data)
        _lay_out(data, self._memo, set())
        return copy.deepcopy(data, self._memo)

    def known(self, data: Any) -> Any:
        """The copy that has been made of `data`; themselves if none has."""
        return self._memo.get(id(data), data)


def _lay_out(data: Any, memo: dict[int, Any], seen: set[int]) -> None:
    """Copy the arrays with gaps between their numbers, or in reverse order.

    ``deepcopy`` keeps the order of the axes only.
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
    """Whether data are surely no view of others, which writing into them changes."""
    if type(X) is np.ndarray:
        return bool(X.flags.owndata)
    if issparse(X):
        return all(one.flags.owndata for one in vars(X).values() if _is_array(one))
    return False


def _is_array(value: Any) -> bool:
    return type(value) is np.ndarray


def digest(values: Any) -> Any:
    """What changes if values are written into."""
    if _is_array(values) and not values.dtype.hasobject:
        return zlib.crc32(np.ascontiguousarray(values).reshape(-1).view(np.uint8).data)
    if issparse(values):  # the order of their numbers counts: sums depend on it
        return [digest(part) for part in vars(values).values() if _is_array(part)]
    if isinstance(values, (list, tuple)) and len(values) < FEW:
        return [digest(one) for one in values]
    if isinstance(values, dict):
        return [(name, digest(one)) for name, one in values.items()]
    try:
        return joblib.hash(values)
    except Exception:  # noqa: BLE001  not to be pickled: taken for unchanged
        return None


FEW = 10  # more are rows
# What has no arrays in it, or is not copied.
PLAIN = (str, bytes, int, float, complex, type(None), type, FunctionType, ModuleType)
