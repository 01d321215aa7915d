"""Private attributes of a fitted nearest neighbours estimator."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def fit_method(fitted: Any) -> str:
    """Return how it searches: "kd_tree", "ball_tree" or "brute"."""
    return str(fitted._fit_method)


def labels(fitted: Any) -> npt.NDArray[np.intp]:
    """Return the classes of its training rows as positions in ``classes_``."""
    return fitted._y  # type: ignore[no-any-return]
