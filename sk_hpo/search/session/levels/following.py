"""What a search with levels knows of its next level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Following:
    """What a search knows of its next level.

    Parameters
    ----------
    n_candidates : int
        How many candidates it has.
    cv : splitter
        Makes its splits.
    resource : str or None
        The parameter of which it has more; None: it has more rows.
    amount : int
        How much of it.
    """

    n_candidates: int
    cv: Any
    resource: str | None
    amount: int
