"""What a search prints while it runs."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from sk_hpo.trial import History, Trial

_SECONDS_BETWEEN = 0.1
# More fits mean that their number is not limited.
MANY = 2**62


class LiveLine:
    """A line that is updated in place: fits done, best score so far, time left.

    Parameters
    ----------
    n_units : int
        How many fits there will be. It may change from round to round.
    stream : file or None
        Where the line is written. None: nowhere.
    """

    def __init__(self, n_units: int, stream: TextIO | None) -> None:
        self.n_units = n_units
        self.stream = stream
        self.best = float("nan")
        self._start = time.monotonic()
        self._shown = 0.0
        self._n_done: int | None = None  # None: no line has been begun
        self._width = 0

    def trial(self, trial: Trial) -> None:
        """Update the best score with a trial."""
        if not trial.value <= self.best and trial.value == trial.value:
            self.best = trial.value

    def show(self, n_done: int) -> None:
        """Write the line, unless it was written a moment ago."""
        self._n_done = n_done
        if time.monotonic() - self._shown >= _SECONDS_BETWEEN:
            self._write(n_done)

    def _write(self, n_done: int) -> None:
        if self.stream is None:
            return
        self._shown = time.monotonic()
        text = self.text(n_done, self._shown - self._start)
        self.stream.write("\r" + text.ljust(self._width))
        self.stream.flush()
        self._width = len(text)

    def text(self, n_done: int, seconds: float) -> str:
        """Return the line after `n_done` fits and the given seconds."""
        best = "" if self.best != self.best else f" | best {self.best:.5g}"
        if self.n_units > MANY:
            return f"{n_done} fits{best} | {_clock(seconds)}"
        left = seconds / n_done * (self.n_units - n_done) if n_done else float("nan")
        return f"{n_done}/{self.n_units} fits{best} | {_clock(left)} left"

    def close(self) -> None:
        """Write the final line, and end it."""
        if self._n_done is None or self.stream is None:
            return
        self._write(self._n_done)
        self._n_done = None
        self.stream.write("\n")
        self.stream.flush()
        self._width = 0


def print_totals(verbose: int, history: History, n: int, about: str = "") -> None:
    """Print scikit-learn's message, unless a live line replaces it.

    Parameters
    ----------
    verbose : int
    history : History
    n : int
        How many candidates there will be.
    about : str
        Goes before each total, such as "up to ".
    """
    n_splits = history.n_splits
    about_fits = "up to " if history.races else about
    if not (verbose > 1 or (verbose and live_stream() is None)):
        return
    if n > MANY:
        print(  # noqa: T201
            f"Fitting {n_splits} folds for each candidate until the time is over"
        )
    else:
        print(  # noqa: T201
            f"Fitting {n_splits} folds for each of {about}{n} candidates,"
            f" totalling {about_fits}{n * n_splits} fits"
        )


def live_stream() -> TextIO | None:
    """Return the stream of a terminal or a notebook's cell, else None."""
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
