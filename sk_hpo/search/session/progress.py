"""What a search shows while it works."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from sk_hpo.trial import Trial

_SECONDS_BETWEEN = 0.1


class LiveLine:
    """One line that is written over: done, best so far, time left.

    Parameters
    ----------
    n_units : int
        How many fits there will be; may change from round to round.
    stream : file
        Where the line is written.
    """

    def __init__(self, n_units: int, stream: TextIO) -> None:
        self.n_units = n_units
        self.stream = stream
        self.best = float("nan")
        self._start = time.monotonic()
        self._shown = 0.0
        self._n_done: int | None = None  # since the line was begun
        self._width = 0

    def trial(self, trial: Trial) -> None:
        """Take a trial's value into account."""
        if not trial.value <= self.best and trial.value == trial.value:
            self.best = trial.value

    def show(self, n_done: int) -> None:
        """Write the line again, unless that has just been done."""
        self._n_done = n_done
        if time.monotonic() - self._shown >= _SECONDS_BETWEEN:
            self._write(n_done)

    def _write(self, n_done: int) -> None:
        self._shown = time.monotonic()
        text = self.text(n_done, self._shown - self._start)
        self.stream.write("\r" + text.ljust(self._width))
        self.stream.flush()
        self._width = len(text)

    def text(self, n_done: int, seconds: float) -> str:
        """The line after `n_done` fits and so many seconds."""
        left = seconds / n_done * (self.n_units - n_done) if n_done else float("nan")
        best = "" if self.best != self.best else f" | best {self.best:.5g}"
        return f"{n_done}/{self.n_units} fits{best} | {_clock(left)} left"

    def close(self) -> None:
        """Show how it ended, and go on below it."""
        if self._n_done is None:
            return
        self._write(self._n_done)
        self._n_done = None
        self.stream.write("\n")
        self.stream.flush()
        self._width = 0


def live_stream() -> TextIO | None:
    """Where a line can be written over: a terminal or a notebook's cell, else None."""
    stream = sys.stderr
    if stream is None:
        return None
    in_notebook = type(stream).__module__.startswith("ipykernel")
    is_terminal = getattr(stream, "isatty", lambda: False)
    return stream if in_notebook or is_terminal() else None


def _clock(seconds: float) -> str:
    if seconds != seconds:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}"
