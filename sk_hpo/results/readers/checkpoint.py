"""The path of a checkpoint that holds one search."""

from __future__ import annotations

import ast
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from sk_hpo.results.results import Results
from sk_hpo.results.trial_results import results_of_trials


def reads(source: Any) -> bool:
    """Return whether an object is a path."""
    return isinstance(source, (str, PathLike))


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the results of the search in a file.

    Raises
    ------
    OSError, ValueError
        If there is no such file, it is not a checkpoint, or it holds several searches.
    """
    # Imported here because other sources need not load SQLite.
    from sk_hpo.journal.saved_searches import saved_searches

    path = Path(fspath(source)).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"{name}: there is no checkpoint {str(path)!r}")
    try:
        searches = list(saved_searches(path))
    except ValueError as error:
        raise ValueError(
            f"{name}: {str(path)!r} can't be read as a checkpoint ({error}). Of a "
            "table, such as pandas.read_csv returns, pass the frame"
        ) from error
    if len(searches) != 1:
        raise ValueError(
            f"{name}: the checkpoint {str(path)!r} holds {len(searches)} searches; "
            "pass one of sk_hpo.load_results(path)"
        )
    (saved,) = searches
    if not saved.history.closed:
        raise ValueError(
            f"{name}: the search in the checkpoint {str(path)!r} has no complete "
            "candidate yet"
        )
    guided = saved.settings.get("guided by")
    if metric is None and guided is not None:
        metric = ast.literal_eval(guided)
    return results_of_trials(saved.history.closed, name, metric)
