"""Private names of ``sklearn.ensemble._voting``: outputs of the members."""

from __future__ import annotations

import copy
from typing import Any


def outputs(ensemble: Any, X: Any, *, soft: bool) -> Any:
    """Return the members' probabilities, or their predictions."""
    return ensemble._collect_probas(X) if soft else ensemble._predict(X)


def result_from(ensemble: Any, method: str, X: Any, outputs: Any, *, soft: bool) -> Any:
    """Return the output of a method, given those of the members."""
    knowing = copy.copy(ensemble)
    setattr(
        knowing, "_collect_probas" if soft else "_predict", lambda X: outputs.copy("K")
    )
    return getattr(type(ensemble), method)(knowing, X)
