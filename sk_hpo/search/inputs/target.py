"""A target that is missing is told of before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import Parameter, signature
from numbers import Number
from typing import Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags

from sk_hpo.registry import is_exactly

# scikit-learn's words, which its checks look for
MISSING = "This {} estimator requires y to be passed, but the target y is None."


def check_target(estimator: Any, y: Any, candidates: Iterable[dict[str, Any]]) -> None:
    """Refuse ``y=None`` where it is known that no candidate can be fitted without.

    Parameters
    ----------
    estimator : estimator
    y : array-like or None
    candidates : iterable of dict
        Of their parameters those count that put something in an estimator's place.

    Raises
    ------
    ValueError
    """
    if y is not None or not requires_y(estimator):
        return
    tried: set[tuple[tuple[str, int], ...]] = set()
    for params in candidates:
        chosen = {name: v for name, v in params.items() if _may_take_a_place(v)}
        key = tuple((name, id(value)) for name, value in chosen.items())
        if key not in tried and not _requires_y_with(estimator, chosen):
            return
        tried.add(key)
    raise ValueError(MISSING.format(type(_last(estimator)).__name__))


def requires_y(estimator: Any) -> bool:
    """Whether it is known that ``fit`` fails without a target.

    A tag that says so may be wrong: those who mix in ``ClassifierMixin`` have it. That
    of scikit-learn's own classes is right, and a ``fit`` whose y has no default cannot
    be called without one. A Pipeline hands None on to its last step.
    """
    last = _last(estimator)
    if is_exactly(last, "sklearn.frozen.FrozenEstimator"):
        return False  # it is not fitted again, and has the tags of what it holds
    try:
        if not get_tags(last).target_tags.required:
            return False
    except (AttributeError, TypeError):  # of "passthrough", or without tags
        return False
    if type(last).__module__.startswith("sklearn."):
        return True
    if last is not estimator:
        return False
    y = signature(estimator.fit).parameters.get("y")
    return y is not None and y.default is Parameter.empty


def _last(estimator: Any) -> Any:
    while type(estimator) is Pipeline and estimator.steps:
        estimator = estimator.steps[-1][1]
    return estimator


def _may_take_a_place(value: Any) -> bool:
    """Whether a value may be there instead of an estimator."""
    if isinstance(value, str):
        return value == "passthrough"
    return not isinstance(value, Number)


def _requires_y_with(estimator: Any, params: dict[str, Any]) -> bool:
    try:
        return requires_y(clone(estimator).set_params(**clone(params, safe=False)))
    except Exception:  # noqa: BLE001  then the fits tell
        return False
