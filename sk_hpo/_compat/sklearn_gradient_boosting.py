"""Private names of ``sklearn.ensemble._gb``: raw predictions after some stages.

Notation: n rows, C trees per stage.
"""

from __future__ import annotations

from collections.abc import Sequence
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
