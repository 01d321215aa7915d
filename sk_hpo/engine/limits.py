"""How long a search and its fits may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits of a search.

    Parameters
    ----------
    until : float
        The time, by `time.monotonic`, after which no fit is started.
    fit_seconds : float or None
        The limit for one fit and its scoring.
    """

    until: float = NEVER
    fit_seconds: float | None = None

    @property
    def seconds_left(self) -> float:
        """Seconds until the search's time is up; negative afterwards."""
        return self.until - time.monotonic()
