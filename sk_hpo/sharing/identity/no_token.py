"""Why a recipe has no token: the fits of two equal estimators may differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn.base import BaseEstimator

from sk_hpo.sharing.identity import value_tokens
from sk_hpo.sharing.identity.parts import defaults, package
from sk_hpo.sharing.identity.repeatable import varies

KNOWN_PACKAGES = ("sklearn", "lightgbm", "xgboost", "catboost")
# With these values, estimators draw although they have no random_state.
UNSEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "GraphicalLasso": {"mode": ("cd", "lars")},
    "GraphicalLassoCV": {"mode": ("cd", "lars")},
    "Isomap": {"eigen_solver": ("auto", "arpack")},
    "QuantileRegressor": {"solver": ("revised simplex",)},
}


def why_no_token(
    template: Any, params: Mapping[str, Any], own: Mapping[str, Any], *, draws: bool
) -> str | None:
    """Return why equal estimators may have different fits, or None.

    Parameters
    ----------
    template : estimator
    params : mapping
        The parameters that a candidate sets on it.
    own : mapping
        All parameters of the estimator, without those of its parts.
    draws : bool
        Whether a fit without a ``random_state`` draws from the global random state,
        as far as the parameters show.
    """
    kind = type(template)
    name = kind.__name__
    if not is_known(template):
        return f"{name} is not known to give the same fit each time"
    own_clone = getattr(kind, "__sklearn_clone__", None)
    if own_clone not in (None, BaseEstimator.__sklearn_clone__):
        return f"{name} may already be fitted"
    if _keeps_earlier_values(template, params, own):
        return f"{name} keeps values derived from earlier parameters"
    if varies(kind, own):
        return f"{name} may return different results when it is called again"
    if _is_unseeded(kind, own):
        return f"{name} draws new random numbers in every fit: it has no random_state"
    if draws and own.get("random_state", 0) is None:
        return (
            f"{name}(random_state=None) draws new random numbers in every fit: "
            "set an int"
        )
    return None


def is_known(template: Any) -> bool:
    """Return whether an estimator's class is from one of the `KNOWN_PACKAGES`."""
    return package(template) in KNOWN_PACKAGES


def _keeps_earlier_values(
    template: Any, params: Mapping[str, Any], own: Mapping[str, Any]
) -> bool:
    """Return whether attributes are derived from the template's parameters.

    scikit-learn sets a candidate's parameters on a clone, whose ``__init__`` has been
    called with those of the template.
    """
    if package(template) != "sklearn" or not params.keys() & own.keys():
        return False
    kind = type(template)
    before = vars(kind(**defaults(template)))
    if before.keys() <= own.keys():
        return False
    after = vars(kind(**own))
    return any(
        value_tokens.is_plain(value) and not _same(value, before.get(name))
        for name, value in after.items()
        if name not in own
    )


def _same(value: Any, other: Any) -> bool:
    return value_tokens.is_plain(other) and value_tokens.of_value(
        value
    ) == value_tokens.of_value(other)


def _is_unseeded(kind: type, own: Mapping[str, Any]) -> bool:
    """Return whether an estimator of scikit-learn draws, but has no random_state."""
    if not kind.__module__.startswith("sklearn."):
        return False
    drawing = UNSEEDED.get(kind.__name__, {})
    return any(own[name] in values for name, values in drawing.items())
