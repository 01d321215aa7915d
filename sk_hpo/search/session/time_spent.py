"""What takes the time of a search: worker processes that start, and then its fits."""

from __future__ import annotations

import time
from typing import Any

from sk_hpo.history import History
from sk_hpo.pool import Pool

# Shares of the time limit from which something is worth a sentence.
LONG = 0.1


class TimeSpent:
    """Measures a search from when it is made, until its first fits may begin.

    Attributes
    ----------
    workers : float or None
        Seconds until the workers ran and had the data; None: not measured.
    before : float
        The other seconds until the first fits could begin: for splits, prior results,
        what a strategy needs, and the plan of what candidates share.
    """

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._has_plan = False
        self.workers: float | None = None
        self.before = 0.0

    def start(self, pool: Pool, handle: Any) -> float:
        """Start the workers of a pool, the first time; return the seconds it took.

        `handle` is that of the value which they read.
        """
        if self.workers is not None:
            return 0.0
        now = time.monotonic()
        pool.start(handle)
        self.workers = time.monotonic() - now
        return self.workers

    def planned(self) -> None:
        """Note that fits can begin, the first time."""
        if not self._has_plan:
            self._has_plan = True
            self.before = time.monotonic() - self._begun - (self.workers or 0.0)

    def on_what(self, history: History, timeout: float) -> str:
        """Return a sentence on what took the time of a search, without its full stop.

        Parameters
        ----------
        history : History
            In which no candidate is complete.
        timeout : float
            The limit in seconds, which is over.
        """
        said = []
        if self.before > LONG * timeout:
            said.append(f"{self.before:.1f} seconds passed before the first fit began")
        if n := len(history.paths):
            descents = "1 descent was" if n == 1 else f"{n} descents were"
            said.append(f"{descents} computed before the fits")
        results = history.open_results
        if results:
            seconds = [one.fit_time + one.score_time for one in results]
            mean = sum(seconds) / len(seconds)
            said.append(
                f"a fit with its scoring took {mean:.2g} seconds on average, the "
                f"longest {max(seconds):.2g}"
            )
        elif (left := timeout - self.before) > 0:
            said.append(f"the first fits were not complete after {left:.2g} seconds")
        else:
            said.append("no fit was begun")
        if self.workers is not None and self.workers > LONG * timeout:
            said.append(
                f"the {self.workers:.1f} seconds in which worker processes started do "
                "not count"
            )
        text = "; ".join(said)
        return text[0].upper() + text[1:]
