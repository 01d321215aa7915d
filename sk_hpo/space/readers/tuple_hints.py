"""Tuples that look like ranges, where a tuple is something else."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from sk_hpo.space.plain_values import is_integer, plain
from sk_hpo.space.readers.tuples import PRIORS, is_range


def distribution_of(value: Any) -> str | None:
    """Return the code of the distribution for a tuple that looks like a range.

    Parameters
    ----------
    value : object

    Returns
    -------
    str or None
        ``scipy.stats.loguniform(0.1, 10.0)`` for ``(0.1, 10.0, "log-uniform")``. None
        if it is no tuple of two numbers in their order, perhaps with a prior's name.
    """
    if not isinstance(value, tuple) or not is_range(value):
        return None
    low, high = plain(value[0]), plain(value[1])
    prior = value[2] if len(value) > 2 else "uniform"
    if prior not in PRIORS or not (low < high and isfinite(low) and isfinite(high)):
        return None
    if is_integer(low) and is_integer(high):
        if prior == "log-uniform":
            return f"sk_hpo.space.Integer({low!r}, {high!r}, log=True)"
        return f"scipy.stats.randint({low!r}, {high + 1!r})"
    if prior == "log-uniform":
        return f"scipy.stats.loguniform({low!r}, {high!r})"
    return f"scipy.stats.uniform({low!r}, {float(f'{high - low:.12g}')!r})"


def warn_of_tuples(param_distributions: Any) -> None:
    """Warn about values of a random search that look like ranges, but are choices.

    Parameters
    ----------
    param_distributions : object
        Anything else than a dict or a list of dicts has no such values.
    """
    found = dict.fromkeys(_hints(param_distributions))
    if found:
        warnings.warn(
            "param_distributions: a tuple is a sequence of choices, as in "
            f"scikit-learn. {'; '.join(found)}. To keep the choices, write a list",
            stacklevel=2,
        )


def _hints(param_distributions: Any) -> Iterator[str]:
    given = param_distributions
    for params in [given] if isinstance(given, Mapping) else given or ():
        for name, value in params.items() if isinstance(params, Mapping) else ():
            code = distribution_of(value)
            if code is not None:
                yield (
                    f"{name!r}: {value!r} was taken for {len(value)} choices; for a "
                    f"range, write {code}"
                )
