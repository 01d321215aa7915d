"""Dimensions of scikit-optimize and optuna, for scikit-learn's random search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.space.named_errors import named_errors
from sk_hpo.space.readers import reader_of


def as_distribution(value: Any) -> Any:
    """Turn a dimension into an object that scikit-learn can draw from.

    Parameters
    ----------
    value : object

    Returns
    -------
    object
        A `Dimension` for dimensions of scikit-optimize and optuna. Other values are
        returned as they are.
    """
    reader = reader_of(value)
    return value if reader is None or reader.SCIKIT_LEARN_DRAWS else reader.read(value)


def read_distributions(param_distributions: Any) -> Any:
    """Apply ``as_distribution`` to the values of a dict or a list of dicts.

    Parameters
    ----------
    param_distributions : object

    Returns
    -------
    object
        The same object if nothing had to change, so that scikit-learn validates what
        the user gave.
    """
    if isinstance(param_distributions, Mapping):
        return _read_mapping(param_distributions)
    if not isinstance(param_distributions, (list, tuple)):
        return param_distributions
    read = [
        _read_mapping(item) if isinstance(item, Mapping) else item
        for item in param_distributions
    ]
    pairs = zip(read, param_distributions, strict=True)
    return param_distributions if all(a is b for a, b in pairs) else read


def name_undrawable(param_distributions: Any, error: ValueError) -> None:
    """Raise the error of a draw again, with the name of the parameter.

    Parameters
    ----------
    param_distributions : dict or list of dict
        The result of ``read_distributions``.
    error : ValueError
        The error of a draw.

    Raises
    ------
    ValueError
        If a distribution raises the error again.
    """
    if isinstance(param_distributions, Mapping):
        param_distributions = [param_distributions]
    for params in param_distributions:
        for name, value in params.items():
            try:
                if hasattr(value, "rvs"):
                    value.rvs(random_state=0)
            except ValueError:
                raise ValueError(f"parameter {name!r}: {error}") from error


def _read_mapping(params: Mapping[Any, Any]) -> Mapping[Any, Any]:
    read: dict[Any, Any] = {}
    for name, value in params.items():
        with named_errors(f"parameter {name!r}"):
            read[name] = as_distribution(value)
    return params if all(read[name] is params[name] for name in params) else read
