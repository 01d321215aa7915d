"""A line that is updated in place in a cell of a notebook."""

from __future__ import annotations

from typing import Any, TextIO

from sk_hpo.search.session.progress.live_line import LiveLine


class NotebookLine(LiveLine):
    """A display of IPython that is updated, so that one line stays in the file.

    What is written to a stream is all kept in the saved notebook, line for line.

    Parameters
    ----------
    n_units : int
        How many fits there will be. It may change from round to round.
    stream : file or None
        That of the cell; None: nothing is shown.
    """

    # An update takes some milliseconds in which fits of this process wait.
    SECONDS_BETWEEN = 0.5

    def __init__(self, n_units: int, stream: TextIO | None) -> None:
        super().__init__(n_units, stream)
        self._handle: Any = None  # made with the first text

    def _put(self, text: str, end: str = "") -> None:
        from IPython.display import display

        shown = {"text/plain": text}
        if self._handle is None:
            self._handle = display(shown, raw=True, display_id=True)
        else:
            self._handle.update(shown, raw=True)
