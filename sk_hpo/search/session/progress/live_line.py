"""A line that is updated in place, on a terminal."""

from __future__ import annotations

import sys
import time
from math import inf
from typing import TextIO

from sk_hpo.trial import Trial

# More fits mean that their number is not limited.
MANY = 2**62


class LiveLine:
    """A line that is updated in place: fits done, best score so far, time left.

    At the end it says how many fits there were and how the search ended.

    Parameters
    ----------
    n_units : int
        How many fits there will be. It may change from round to round.
    stream : file or None
        Where the line is written. None: nowhere.
    """

    SECONDS_BETWEEN = 0.1

    def __init__(self, n_units: int, stream: TextIO | None) -> None:
        self.n_units = n_units
        self.stream = stream
        self.best = float("nan")
        self._start = time.monotonic()
        self._shown = -inf
        self._n_done: int | None = None  # None: no line has been begun
        self._width = 0

    def trial(self, trial: Trial) -> None:
        """Update the best score with a trial."""
        if not trial.value <= self.best and trial.value == trial.value:
            self.best = trial.value

    def show(self, n_done: int) -> None:
        """Write the line, unless it was written a moment ago."""
        self._n_done = n_done
        now = time.monotonic()
        if self.stream is not None and now - self._shown >= self.SECONDS_BETWEEN:
            self._shown = now
            self._put(self.text(n_done, now - self._start))

    def _put(self, text: str, end: str = "") -> None:
        """Write a text in the place of the one before, and end the line with `end`."""
        assert self.stream is not None
        self.stream.write("\r" + text.ljust(self._width) + end)
        self.stream.flush()
        self._width = 0 if end else len(text)

    def text(self, n_done: int, seconds: float) -> str:
        """Return the line after `n_done` fits and the given seconds."""
        best = self._best()
        if self.n_units > MANY:
            return f"{n_done} fits{best} | {_clock(seconds)}"
        left = seconds / n_done * (self.n_units - n_done) if n_done else float("nan")
        return f"{n_done}/{self.n_units} fits{best} | {_clock(left)} left"

    def close(self, ending: str) -> None:
        """Write the final line, and end it.

        Parameters
        ----------
        ending : str
            How the search ended.
        """
        if self._n_done is None or self.stream is None:
            return
        seconds = _clock(time.monotonic() - self._start)
        fits = "1 fit" if self._n_done == 1 else f"{self._n_done} fits"
        text = f"{fits} in {seconds}{self._best()} | {ending}"
        self._put(text, "\n")
        self._n_done = None
        self._shown = -inf

    def _best(self) -> str:
        return "" if self.best != self.best else f" | best {self.best:.5g}"


def live_stream() -> TextIO | None:
    """Return the stream of a terminal or a notebook's cell, else None."""
    stream = sys.stderr
    if stream is None:
        return None
    is_terminal = getattr(stream, "isatty", lambda: False)
    return stream if of_a_notebook(stream) or is_terminal() else None


def of_a_notebook(stream: object) -> bool:
    """Return whether a stream is that of a notebook's cell."""
    return type(stream).__module__.startswith("ipykernel")


def _clock(seconds: float) -> str:
    if seconds != seconds:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}"
