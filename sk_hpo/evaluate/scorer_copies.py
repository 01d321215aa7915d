"""Copies for scorers, of everything that they may write into.

In scikit-learn each fit has its own rows and its own estimator. There a scorer may
shuffle a column, replace zeros among the true values or refit the estimator. Here
candidates share rows and parts of their estimators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sk_hpo._compat.sklearn_scorer import is_default_score, parts_of, scorers_of
from sk_hpo.sharing.data.data_copies import copied
from sk_hpo.sharing.identity.value_tokens import home_of

# Rows, true values and the other arguments of the scorer.
Scored = tuple[Any, Any, dict[str, Any]]


def handed_out(
    scorer: Any,
    estimator: Any,
    scored: Sequence[Scored],
    *,
    known: bool,
    as_lent: Callable[[Any], Any],
) -> tuple[Any, Sequence[Scored]]:
    """Return the fitted estimator and the rows for a scorer, copied where necessary.

    Parameters
    ----------
    scorer : scorer
    estimator : estimator
    scored : sequence of (X, y, score_params)
    known : bool
        False if the class of a part of the estimator is the user's own. Then its
        ``score`` may write too.
    as_lent : callable
        Returns the copy of X or y on which the estimator was fitted, if it was a copy.

    Returns
    -------
    estimator, sequence of (X, y, score_params)
    """
    if sees_estimator(scorer):
        # copied together: an estimator may refer to the rows that it was fitted on
        rows = [(as_lent(X), as_lent(y), *params) for X, y, *params in scored]
        own: tuple[Any, Sequence[Scored]] = copied((estimator, rows))
        return own
    if not known or may_write(scorer):
        return estimator, [(X, *copied(others)) for X, *others in scored]
    return estimator, scored


def may_write(scorer: Any) -> bool:
    """Return whether a scorer, or one of several, may write into its arguments."""
    return any(map(_may_write, _each(scorer)))


def sees_estimator(scorer: Any) -> bool:
    """Return whether a scorer, or one of several, is given the estimator and the rows.

    Others are given true values and responses only.
    """
    return any(_may_write(one) and parts_of(one) is None for one in _each(scorer))


def _each(scorer: Any) -> list[Any]:
    named = scorers_of(scorer)
    return [scorer] if named is None else [*named.values()]


def _may_write(scorer: Any) -> bool:
    """Return whether a scorer is not scikit-learn's own; those write nothing."""
    if is_default_score(scorer):
        return False
    parts = parts_of(scorer)
    home = None if parts is None else home_of(parts.function)
    return home is None or not home.startswith("sklearn.")
