"""How ``LogisticRegression`` turns ``class_weight`` into numbers, by version."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.class_weight import compute_class_weight

from sk_hpo._compat.versions import SKLEARN


def class_weights(
    class_weight: Any, classes: Any, y: Any, sample_weight: Any
) -> npt.NDArray[np.float64]:
    """Return the weight of each class.

    Parameters
    ----------
    class_weight : dict, "balanced" or None
    classes : ndarray of shape (n_classes,)
    y : ndarray of shape (n,)
        Training targets.
    sample_weight : ndarray of shape (n,) or None

    Returns
    -------
    ndarray of shape (n_classes,)
    """
    # since 1.7 "balanced" takes the sample weights into account
    given = {} if SKLEARN < (1, 7) else {"sample_weight": sample_weight}
    weights = compute_class_weight(class_weight, classes=classes, y=y, **given)
    return np.asarray(weights, dtype=np.float64)
