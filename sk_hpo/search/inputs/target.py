"""Check that y is not missing, before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import Parameter, signature
from numbers import Number
from typing import Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags

from sk_hpo.registry import is_exactly

# scikit-learn's message, which its estimator checks expect
MISSING = "This {} estimator requires y to be passed, but the target y is None."


def check_target(estimator: Any, y: Any, candidates: Iterable[dict[str, Any]]) -> None:
    """Raise an error if y is None and no candidate can be fitted without a target.

    Parameters
    ----------
    estimator : estimator
    y : array-like or None
    candidates : iterable of dict
        Only their parameters that replace an estimator matter.

    Raises
    ------
    ValueError
    """
    if y is not None or not requires_y(estimator):
        return
    tried: set[tuple[tuple[str, int], ...]] = set()
    for params in candidates:
        chosen = {name: v for name, v in params.items() if _may_replace(v)}
        key = tuple((name, id(value)) for name, value in chosen.items())
        if key not in tried and not _requires_y_with(estimator, chosen):
            return
        tried.add(key)
    raise ValueError(MISSING.format(type(_last(estimator)).__name__))


def requires_y(estimator: Any) -> bool:
    """Return whether ``fit`` is certain to fail without a target.

    The tag ``target_tags.required`` alone may be wrong, since all classes inherit it
    from ``ClassifierMixin``. It is right for scikit-learn's own classes, and where y
    has no default in ``fit``. A Pipeline passes None on to its last step.
    """
    last = _last(estimator)
    if is_exactly(last, "sklearn.frozen.FrozenEstimator"):
        return False  # it is not fitted again, but has the tags of its estimator
    try:
        if not get_tags(last).target_tags.required:
            return False
    except (AttributeError, TypeError):  # "passthrough", or a class without tags
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


def _may_replace(value: Any) -> bool:
    """Return whether a value may replace an estimator."""
    if isinstance(value, str):
        return value == "passthrough"
    return not isinstance(value, Number)


def _requires_y_with(estimator: Any, params: dict[str, Any]) -> bool:
    try:
        return requires_y(clone(estimator).set_params(**clone(params, safe=False)))
    except Exception:  # noqa: BLE001  the fits will raise it again
        return False
