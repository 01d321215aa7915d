"""Types that the numerics share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

# ndarray, or CSR matrix or array of scipy, of shape (n, p) with float64
Matrix = Any

# what the numbers mean that a model gives for its test rows: see ``Criterion``
Response = Literal["prediction", "logit", "margin"]

# hyperparameters by the names that the model gives them, without a step's prefix
Theta = Mapping[str, float]


class NotDifferentiableError(ValueError):
    """These data, or this estimator, have no exact gradient; the message says why."""
