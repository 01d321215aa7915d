"""An ``OptimizeResult`` of scikit-optimize's functions, which minimise."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.results.results import Results, made
from sk_hpo.space.plain_values import plain


def reads(source: Any) -> bool:
    """Return whether an object has the points and values of a minimisation."""
    return hasattr(source, "x_iters") and hasattr(source, "func_vals")


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the points of a minimisation; the negative of a value is the score.

    Raises
    ------
    ValueError
        If its dimensions have no names.
    """
    names = [dimension.name for dimension in source.space]
    if None in names:
        raise ValueError(
            f"{name} must have dimensions with the names of parameters, such as "
            f"Real(0.1, 10, name='C'), got the names {names}"
        )
    params = [
        {n: plain(value) for n, value in zip(names, point, strict=True)}
        for point in source.x_iters
    ]
    return made(params, "score", {"score": -np.asarray(source.func_vals, dtype=float)})
