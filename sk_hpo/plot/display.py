"""The base of all displays: it reads a search, and makes figure and axes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from sk_hpo.results import Results, results_of


class Display(ABC):
    """A picture of one search.

    A subclass draws in `_draw`, and keeps its artists as attributes whose names end in
    an underscore.

    Parameters
    ----------
    results : Results
        What the search has found.
    """

    # Inches of a figure that the display makes itself.
    size: tuple[float, float] = (6.0, 4.0)

    figure_: Any
    ax_: Any

    def __init__(self, results: Results) -> None:
        _check_results(results, type(self).__name__)
        self.results = results

    @classmethod
    def from_search(
        cls, search: Any, *, metric: str | None = None, ax: Any = None, **options: Any
    ) -> Self:
        """Draw a search.

        Parameters
        ----------
        search : object
            A fitted search of this package or of scikit-learn, a
            :class:`sk_hpo.SavedSearch`, the path of a checkpoint, a list of trials, or
            anything else that ``prior_results`` accepts.
        metric : str or None, default=None
            The metric to draw. None: the one that guides the search.
        ax : matplotlib axes or None, default=None
            Where to draw. None: in a new figure.
        **options
            The optional parameters of the class, such as ``against="seconds"``.

        Returns
        -------
        display : Display
            With the attributes `figure_`, `ax_` and the artists.

        Raises
        ------
        TypeError, ValueError
            If the search can't be read, has no such metric, or has no finite score; or
            if `ax` is anything else.
        """
        return cls._of(search, _read(search, metric), options).plot(ax)

    @classmethod
    def from_cv_results(
        cls,
        cv_results: Mapping[str, Any],
        *,
        metric: str | None = None,
        ax: Any = None,
        **options: Any,
    ) -> Self:
        """Draw the ``cv_results_`` of a search.

        Parameters
        ----------
        cv_results : mapping or data frame
            It needs ``params`` and ``mean_test_score``, or the score of another metric.
        metric : str or None, default=None
            The metric to draw. None: the only one, or else the first.
        ax : matplotlib axes or None, default=None
            Where to draw. None: in a new figure.
        **options
            The optional parameters of the class, such as ``against="fits"``.

        Returns
        -------
        display : Display

        Raises
        ------
        TypeError, ValueError
            As in `from_search`.
        """
        found = results_of(cv_results, "cv_results", metric)
        return cls._of(cv_results, found, options).plot(ax)

    @classmethod
    def _of(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        """Return the display of a search, before it is drawn."""
        if results.best is None:
            n = len(results.params)
            raise ValueError(
                "there is nothing to draw: the search has no complete candidate with a "
                f"finite score ({n} candidates failed or were stopped)"
            )
        return cls._make(search, results, options)

    @classmethod
    def _make(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        """Return the display of results, for which a subclass may need the search."""
        return cls(results, **options)

    def plot(self, ax: Any = None) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib axes or None, default=None
            Where to draw. None: in a new figure.

        Returns
        -------
        display : Display
            The object itself.

        Raises
        ------
        TypeError
            If `ax` is anything else.
        """
        if ax is None:
            ax = pyplot().subplots(figsize=self.size, layout="constrained")[1]
        check_axes(ax)
        self.ax_, self.figure_ = ax, ax.figure
        self._draw(ax)
        return self

    @abstractmethod
    def _draw(self, ax: Any) -> None:
        """Draw in the axes."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.results.params)} candidates>"


def _read(search: Any, metric: str | None) -> Results:
    """Return what a search has found, with the best candidate of the metric."""
    found = results_of(search, "search", metric)
    if metric is None or len(found.means) == 1:
        return found
    # what the search chose is the best of the metric that guides it alone
    guiding = results_of(search, "search").metric
    return found if metric == guiding else replace(found, chosen=None)


def _check_results(results: Any, display: str) -> None:
    if not isinstance(results, Results):
        raise TypeError(
            f"results must be Results, got an object of type {type(results).__name__}: "
            f"draw a search with {display}.from_search"
        )


def pyplot() -> Any:
    """Import matplotlib's pyplot.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError("pictures need matplotlib: pip install matplotlib") from error
    return plt


def check_axes(ax: Any) -> None:
    """Raise a TypeError if an object is not the axes of a figure."""
    pyplot()
    from matplotlib.axes import Axes

    if isinstance(ax, Axes):
        return
    several = isinstance(ax, (list, tuple)) or hasattr(ax, "ravel")
    hint = ": pass one of them, such as axes[0]" if several else ""
    if hasattr(ax, "add_subplot"):
        hint = ": pass figure.subplots()"
    raise TypeError(
        "ax must be matplotlib axes, such as plt.subplots() returns, or None for a new "
        f"figure; got an object of type {type(ax).__name__}{hint}"
    )
