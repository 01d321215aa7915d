"""What an estimator's own ``score`` is, where that is known for all candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import getattr_static
from typing import Any

from sklearn.pipeline import Pipeline

from sk_hpo.gradients.scoring.own_score import own_score
from sk_hpo.registry import is_exactly

# Functions of scikit-learn's metrics that have a scorer of another name.
SCORERS = {"accuracy_score": "accuracy", "r2_score": "r2"}
# Their `score` calls that of ClassifierMixin or RegressorMixin.
ACCURACY = (
    "sklearn.dummy.DummyClassifier",
    "sklearn.neighbors.KNeighborsClassifier",
    "sklearn.neighbors.RadiusNeighborsClassifier",
)
R2 = "sklearn.dummy.DummyRegressor"
IMBLEARN = "imblearn.pipeline.Pipeline"


def own_score_of(estimator: Any, params: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of an estimator's own score.

    Parameters
    ----------
    estimator : object
        Of a search; the last step of a Pipeline decides.
    params : sequence of dict of str to object
        The candidates, which may replace that step.

    Returns
    -------
    str
        Such as "accuracy", "r2" or "d2_tweedie_score(power=1)". Empty if it is none of
        scikit-learn's metrics, not known, or not the same for all candidates.
    """
    names = {_name(*_last(estimator, one)) for one in params}
    return names.pop() if len(names) == 1 else ""


def _last(estimator: Any, params: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return the last step under some parameters, and its own parameters."""
    prefix = ""
    while _is_pipeline(estimator):
        name, estimator = params.get(f"{prefix}steps", estimator.steps)[-1]
        estimator = params.get(f"{prefix}{name}", estimator)
        prefix += f"{name}__"
    own = {
        name.removeprefix(prefix): value
        for name, value in params.items()
        if name.startswith(prefix)
    }
    return estimator, own


def _is_pipeline(estimator: Any) -> bool:
    """Return whether the score of an estimator is that of its last step."""
    return is_exactly(estimator, IMBLEARN) or (
        isinstance(estimator, Pipeline)
        and getattr_static(type(estimator), "score")
        is getattr_static(Pipeline, "score")
    )


def _name(estimator: Any, params: Mapping[str, Any]) -> str:
    if any(is_exactly(estimator, path) for path in ACCURACY):
        return "accuracy"
    if is_exactly(estimator, R2):
        return "r2"
    if hasattr(estimator, "steps"):  # a pipeline of a kind that is not known
        return ""
    function, arguments = own_score(estimator)
    arguments = {name: params.get(name, value) for name, value in arguments.items()}
    text = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    name = SCORERS.get(function, function)
    return f"{name}({text})" if text else name
