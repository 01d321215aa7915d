"""The rows of every split, as float64 arrays that the models' equations take.

Notation: n rows in all, K splits, p columns. With steps before the model, each split
has columns of its own. The steps are fitted once on its training rows, since their
parameters do not change in a descent.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.rows import Rows, all_rows, cut_splits, reject_large_copies
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.types import FloatArray, IntArray, NotDifferentiableError

__all__ = [
    "PartsOfOne",
    "Rows",  # models import it from here
    "Splits",
    "Transformed",
    "splits_of",
]


class Splits(ABC):
    """The training and the test rows of each split."""

    n_splits: int

    @abstractmethod
    def train(self, k: int) -> Rows:
        """Return the training rows of split k; each call makes a copy."""

    @abstractmethod
    def test(self, k: int) -> Rows:
        """Return the test rows of split k."""

    def __iter__(self) -> Iterator[tuple[Rows, Rows]]:
        return ((self.train(k), self.test(k)) for k in range(self.n_splits))

    def complements(self) -> tuple[Rows, list[Rows]] | None:
        """Return all rows and the test rows of each split, with the weights of the fit.

        None unless each split trains on all rows but its test rows, and the splits are
        rows of one matrix.
        """
        return None

    def reject_too_large(self) -> None:
        """Reject data of which a model cannot keep a copy for each split."""
        reject_large_copies(self.train(0).X, self.n_splits)

    def reject_several_targets(self) -> None:
        """Reject several targets, for models of a single target."""
        shape = self.test(0).y.shape
        if len(shape) > 1:
            raise NotDifferentiableError(
                f"y has {shape[1]} columns, but only one target is supported"
            )

    def reject_sparse_and_weights(self, name: str) -> None:
        """Reject sparse rows and weights, which the estimator `name` does not take."""
        train = self.train(0)
        if sparse.issparse(train.X):
            raise NotDifferentiableError(f"{name} does not accept sparse X")
        if train.s is not None:
            raise NotDifferentiableError(f"{name} does not accept weights")


class PartsOfOne(Splits):
    """Splits that are rows of one matrix.

    Parameters
    ----------
    rows : Rows
        All rows, with the weights of the fit.
    splits : sequence of (train, test)
    s_test : ndarray of shape (n,) or None
        The scorer's weights of all rows.
    """

    def __init__(
        self,
        rows: Rows,
        splits: Sequence[tuple[IntArray, IntArray]],
        s_test: FloatArray | None,
    ) -> None:
        self.rows = rows
        self.splits = splits
        self.s_test = s_test
        self.n_splits = len(splits)
        for train, test in splits:
            _check_sum(None if rows.s is None else rows.s[train])
            _check_sum(None if s_test is None else s_test[test])

    def train(self, k: int) -> Rows:
        return self._rows(self.splits[k][0], self.rows.s)

    def test(self, k: int) -> Rows:
        return self._rows(self.splits[k][1], self.s_test)

    def complements(self) -> tuple[Rows, list[Rows]] | None:
        n = len(self.rows.y)
        for train, test in self.splits:
            seen = np.zeros(n, dtype=np.intp)
            np.add.at(seen, train, 1)
            np.add.at(seen, test, 1)
            if not (seen == 1).all():
                return None
        return self.rows, [self._rows(test, self.rows.s) for _, test in self.splits]

    def _rows(self, rows: IntArray, s: FloatArray | None) -> Rows:
        return Rows(
            self.rows.X[rows], self.rows.y[rows], None if s is None else s[rows]
        )


class Transformed(Splits):
    """Splits transformed by steps that were fitted on their training rows."""

    def __init__(self, pairs: Iterable[tuple[Rows, Rows]]) -> None:
        self.pairs = list(pairs)
        self.n_splits = len(self.pairs)
        for train, test in self.pairs:
            _check_sum(train.s)
            _check_sum(test.s)

    def train(self, k: int) -> Rows:
        return self.pairs[k][0]

    def test(self, k: int) -> Rows:
        return self.pairs[k][1]


def splits_of(
    steps: Steps, data: CVData, map_splits: Callable[..., Iterable[Any]] = map
) -> Splits:
    """Prepare the rows of every split.

    Parameters
    ----------
    steps : Steps
        The estimator.
    data : CVData
    map_splits : callable
        Works as ``map``, and may use threads.

    Raises
    ------
    NotDifferentiableError
        If the targets or a routed parameter are of an unsupported kind.
    """
    if steps.before or steps.has_steps_within:
        raw = steps.has_steps_within
        return Transformed(
            map_splits(
                lambda cut: cut.through(steps.before).rows(raw=raw),
                cut_splits(steps, data),
            )
        )
    return PartsOfOne(*all_rows(steps, data))


def _check_sum(s: FloatArray | None) -> None:
    if s is not None and not s.sum() > 0:
        raise NotDifferentiableError("sample_weight is 0 on all rows of a split")
