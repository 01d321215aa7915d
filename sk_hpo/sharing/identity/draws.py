"""Whether the fits of a candidate draw from the global random state."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse

from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.parts import are_named, is_estimator

WIDE = 2**31 - 1


def draws(recipe: Recipe, X: Any) -> bool:
    """Return whether a fit on `X` would draw from the global random state."""
    seed = recipe.own.get("random_state", 0)
    given = seed is not None and not isinstance(seed, str)  # "deprecated": None
    if given or "random_state" in recipe.ignored:
        return False
    family = recipe.family
    return family.draws is None or family.draws(recipe.own, X)


def draws_somewhere(recipe: Recipe, X: Any, *, maybe: bool = True) -> bool:
    """Return whether an estimator, or one in it, would draw in a fit.

    This depends on the parameters only, whether or not there is a token.

    Parameters
    ----------
    recipe : Recipe
    X : array-like
        Data in the shape of the search's training rows.
    maybe : bool
        The result for a `widened` estimator if it depends on the number of columns.
    """
    if recipe.seeded:
        return False
    return (
        draws(recipe, X)
        or (maybe and recipe.widened and draws(recipe, _wide(X)))
        or any(draws_somewhere(part, X, maybe=maybe) for part in recipe.parts)
        or any(map(_draws_itself, recipe.not_plain.values()))
    )


def draws_unused(recipe: Recipe) -> bool:
    """Return whether an estimator, or one in it, may draw a number without using it."""
    if recipe.seeded:
        return False
    unseeded = recipe.own.get("random_state") is None  # or there is none
    return (unseeded and recipe.family.draws_unused(recipe.own)) or any(
        map(draws_unused, recipe.parts)
    )


def _draws_itself(value: Any) -> bool:
    """Return whether a parameter that is not an estimator draws, as a splitter may."""
    if is_estimator(value) or are_named(value):
        return False
    if getattr(value, "random_state", 0) is None:  # a splitter
        return bool(getattr(value, "shuffle", True))
    return isinstance(value, dict) and any(  # the grid of an inner search
        str(key).endswith("random_state") and None in choices
        for key, choices in value.items()
        if isinstance(choices, (list, tuple))
    )


def _wide(X: Any) -> Any:
    """Return data with as many rows, and more columns than any choice of a solver."""
    if issparse(X):
        return csr_matrix((X.shape[0], WIDE))
    return np.broadcast_to(0.0, (X.shape[0], WIDE))
