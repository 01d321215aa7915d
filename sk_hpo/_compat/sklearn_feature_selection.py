"""Private names of ``sklearn.feature_selection``: single steps of its searches."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_selection._base import _get_feature_importances

from sk_hpo._compat.versions import SKLEARN


def worst_first(estimator: Any, getter: Any) -> npt.NDArray[np.intp]:
    """Return the features in the order in which ``RFE`` eliminates them.

    Parameters
    ----------
    estimator : estimator
        Fitted.
    getter : str or callable
        RFE's ``importance_getter``.
    """
    importances = _get_feature_importances(estimator, getter, transform_func="square")
    # since 1.9 the order of equal importances is defined
    kind: Any = "stable" if SKLEARN >= (1, 9) else None
    return np.ravel(np.argsort(importances, kind=kind))


def next_feature(selector: Any, X: Any, y: Any, cv: Any, chosen: Any) -> int:
    """Return the feature that a ``SequentialFeatureSelector`` adds (or drops) next.

    Parameters
    ----------
    selector : SequentialFeatureSelector
    X : ndarray or sparse matrix of shape (n, p)
    y : array-like
    cv : cross-validator
    chosen : ndarray of shape (p,), bool
        The features that have been added (or dropped).
    """
    find = selector._get_best_new_feature_score
    return int(find(selector.estimator, X, y, cv, chosen)[0])
