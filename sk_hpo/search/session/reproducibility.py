"""A warning if a resumed search may differ from one that was not interrupted."""

from __future__ import annotations

import warnings
from numbers import Real
from typing import Any

from sk_hpo.search.inputs.settings import settings_of
from sk_hpo.sharing.identity.draws import draws_somewhere
from sk_hpo.sharing.identity.fit_identity import Recipe


class ReproducibilityCheck:
    """Warns once about random states that are not set.

    Parameters
    ----------
    estimator : estimator
    cv : splitter
    rows : array-like
        Has the shape of the training rows.
    """

    def __init__(self, estimator: Any, cv: Any, rows: Any) -> None:
        self.estimator = estimator
        self.rows = rows
        self._warned = False
        self._seen: set[tuple[Any, ...]] = set()
        if getattr(cv, "random_state", 0) is None and getattr(cv, "shuffle", True):
            warnings.warn(
                f"checkpoint: {type(cv).__name__} makes different splits in every call "
                "of fit, so a later call will not find the recorded fits: set its "
                "random_state to an int",
                stacklevel=2,
            )

    def candidate(self, params: dict[str, Any]) -> None:
        """Check a candidate if it has a kind of value that none had before.

        All numbers are of one kind, because a search may have 100,000 of them.
        """
        kinds = {(name, *_kind(value)) for name, value in params.items()}
        if self._warned or (self._seen and kinds <= self._seen):
            return
        self._seen |= kinds or {()}
        if draws_somewhere(Recipe(self.estimator, params), self.rows):
            self._warned = True
            names = _unset_random_states(self.estimator, params)
            warnings.warn(
                "checkpoint: the estimator may draw new random numbers for every fit, "
                "so a resumed search may differ from an uninterrupted one: set "
                f"{' and '.join(names) or 'random_state'} to an int",
                stacklevel=2,
            )


def _kind(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str | bool | None):
        return type(value), value
    return (type(value),) if isinstance(value, Real) else (type(value), id(value))


def _unset_random_states(estimator: Any, params: dict[str, Any]) -> list[str]:
    """Return the names of the random states that are None."""
    found = {**settings_of(estimator, params), **params}
    return [n for n, v in found.items() if n.endswith("random_state") and v is None]
