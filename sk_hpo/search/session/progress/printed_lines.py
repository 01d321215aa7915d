"""Lines for a log: what a live line would show, every half minute."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from sk_hpo.history import History
from sk_hpo.search.session.progress.live_line import (
    MANY,
    LiveLine,
    live_stream,
    of_a_notebook,
)
from sk_hpo.search.session.progress.notebook_line import NotebookLine


class PrintedLines(LiveLine):
    """A new line at most every 30 seconds, and one at the end.

    Parameters
    ----------
    n_units : int
        How many fits there will be. It may change from round to round.
    stream : file or None
        Where the lines are written. None: nowhere.
    """

    SECONDS_BETWEEN = 30.0

    def __init__(self, n_units: int, stream: TextIO | None) -> None:
        super().__init__(n_units, stream)
        self._shown = time.monotonic()

    def _put(self, text: str, end: str = "\n") -> None:
        assert self.stream is not None
        self.stream.write(text + end)
        self.stream.flush()

    def close(self, ending: str) -> None:
        """Write the final line."""
        super().close(ending)
        self._shown = time.monotonic()


def progress_line(verbose: int) -> LiveLine:
    """Return what shows the progress of a search with this `verbose`."""
    if verbose != 1:  # with 2 and more there are scikit-learn's lines
        return LiveLine(0, None)
    stream = live_stream()
    if stream is None:
        return PrintedLines(0, sys.stdout)
    return (NotebookLine if of_a_notebook(stream) else LiveLine)(0, stream)


def print_totals(
    verbose: int, history: History, n: int, about: str = "", what: str = "candidates"
) -> None:
    """Print scikit-learn's message, unless a live line replaces it.

    Parameters
    ----------
    verbose : int
    history : History
    n : int
        How many candidates there will be.
    about : str
        Goes before each total, such as "up to ".
    what : str
        What `n` is a number of.
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
            f"Fitting {n_splits} folds for each of {about}{n} {what},"
            f" totalling {about_fits}{n * n_splits} fits"
        )
