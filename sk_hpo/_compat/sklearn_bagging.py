"""Private names of ``sklearn.ensemble._bagging``: the contribution of each member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sklearn.ensemble._bagging import (
    _parallel_decision_function,
    _parallel_predict_proba,
    _parallel_predict_regression,
)

from sk_hpo._compat.versions import SKLEARN

# the routed parameters of the members' methods, since 1.7
PARAMS: tuple[dict[str, Any], ...] = () if SKLEARN < (1, 7) else ({},)


def keep_seeds(ensemble: Any, size: int) -> None:
    """Truncate the seeds from which ``estimators_samples_`` is computed."""
    ensemble._seeds = ensemble._seeds[:size]


def contributions(ensemble: Any, method: str, rows: Any) -> Iterator[Any]:
    """Yield what each member adds to the sum of which the ensemble's output is made.

    Parameters
    ----------
    ensemble : estimator
    method : {"predict_proba", "decision_function", "predict"}
        "predict" for a regressor only.
    rows : array-like
        Checked by the ensemble.
    """
    pairs = zip(ensemble.estimators_, ensemble.estimators_features_, strict=True)
    for member, features in pairs:
        one = [member], [features], rows
        if method == "predict_proba":
            yield _parallel_predict_proba(*one, ensemble.n_classes_)
        elif method == "decision_function":
            yield _parallel_decision_function(*one, *PARAMS)
        else:
            yield _parallel_predict_regression(*one, *PARAMS)
