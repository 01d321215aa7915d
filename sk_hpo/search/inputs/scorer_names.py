"""Suggest names of scorers for one that does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sklearn.metrics import get_scorer_names


@contextmanager
def scorer_names_suggested(scoring: Any) -> Iterator[None]:
    """Return a context manager whose errors note which scorers may be meant.

    Parameters
    ----------
    scoring : str, callable, list, tuple, dict or None
        The argument of the user.
    """
    try:
        yield
    except ValueError as error:
        # imported here, since a grid needs spaces only if one of its names is wrong
        from sk_hpo.space.names import nearest_names

        if isinstance(scoring, Mapping):
            scoring = list(scoring.values())
        known = get_scorer_names()
        for name in scoring if isinstance(scoring, list | tuple) else [scoring]:
            if isinstance(name, str) and name not in known:
                near = " or ".join(map(repr, nearest_names(name, known)))
                if near:
                    error.add_note(f"scoring={name!r}: did you mean {near}?")
        raise
