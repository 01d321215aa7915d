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

# what a model predicts: see ``Criterion``
Response = Literal["prediction", "logit", "margin"]

# hyperparameters by the model's own names, without the prefix of a step
Theta = Mapping[str, float]


class NotDifferentiableError(ValueError):
    """Raised if there is no exact gradient; the message says why."""
