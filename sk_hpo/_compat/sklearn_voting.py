"""Private names of ``sklearn.ensemble._voting``: what the members say."""

from __future__ import annotations

import copy
from typing import Any


def said(ensemble: Any, X: Any, *, soft: bool) -> Any:
    """Return the members' probabilities, or what they predict."""
    return ensemble._collect_probas(X) if soft else ensemble._predict(X)


def answer_from(ensemble: Any, method: str, X: Any, said: Any, *, soft: bool) -> Any:
    """Return what a method gives where it is known what the members say."""
    knowing = copy.copy(ensemble)
    setattr(
        knowing, "_collect_probas" if soft else "_predict", lambda X: said.copy("K")
    )
    return getattr(type(ensemble), method)(knowing, X)
