"""Private names of ``sklearn.ensemble._gb``: raw predictions, and further stages.

Notation: n rows, C trees per stage.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble._gradient_boosting import predict_stages
from sklearn.utils.validation import validate_data

Array = npt.NDArray[np.float64]


def raw_at(ensemble: Any, X: Any, sizes: Sequence[int]) -> dict[int, Array]:
    """Return raw predictions, of shape (n, C), of the first stages of an ensemble.

    Parameters
    ----------
    ensemble : estimator
    X : array-like of shape (n, p)
    sizes : sequence of int
        Ascending. A size beyond the last stage is for all stages.
    """
    rows = validate_data(
        ensemble, X, dtype=np.float32, order="C", accept_sparse="csr", reset=False
    )
    raw = ensemble._raw_predict_init(rows)
    found = {}
    for done, size in pairwise([0, *sizes]):
        stages = ensemble.estimators_[done:size]
        if len(stages):
            predict_stages(stages, rows, ensemble.learning_rate, raw)
        found[size] = raw.copy()
    return found


@contextmanager
def resumable(ensemble: Any) -> Iterator[Any]:
    """Give a copy of an ensemble, which ``warm_start`` may fit on.

    Its fit begins with raw predictions that are equal bit for bit to those after the
    last stage: in the operations of ``fit``, which adds ``learning_rate * value`` with
    two roundings. ``predict_stages`` is compiled, on some processors to one rounding.
    """
    other = copy.copy(ensemble)
    other._rng = copy.deepcopy(ensemble._rng)  # other estimators have the same
    other._raw_predict = partial(_raw_as_fitted, other)
    try:
        yield other
    finally:
        del other._raw_predict


def _raw_as_fitted(ensemble: Any, rows: Any) -> Array:
    raw: Array = ensemble._raw_predict_init(rows)
    for stage in ensemble.estimators_:
        for k, member in enumerate(stage):
            values = member.tree_.value[:, 0, 0]
            raw[:, k] += ensemble.learning_rate * values.take(member.tree_.apply(rows))
    return raw
