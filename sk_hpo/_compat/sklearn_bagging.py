"""Private names of ``sklearn.ensemble._bagging``: what one member contributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sklearn.ensemble._bagging import (
    _parallel_decision_function,
    _parallel_predict_proba,
    _parallel_predict_regression,
)

from sk_hpo._compat.versions import SKLEARN

# since 1.7 parameters are routed to the members' methods
PARAMS: tuple[dict[str, Any], ...] = () if SKLEARN < (1, 7) else ({},)


def keep_seeds(ensemble: Any, size: int) -> None:
    """Truncate the seeds from which ``estimators_samples_`` is drawn again."""
    ensemble._seeds = ensemble._seeds[:size]


def contributions(ensemble: Any, method: str, rows: Any) -> Iterator[Any]:
    """Return what each member adds to the ensemble's output, before the average.

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
