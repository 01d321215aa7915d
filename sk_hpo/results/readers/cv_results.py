"""The ``cv_results_`` of a search, as a dict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sk_hpo.results.results import Results
from sk_hpo.results.table import results_of_table


def reads(source: Any) -> bool:
    """Return whether an object is a mapping; `OptimizeResult` is another one."""
    return isinstance(source, Mapping) and "x_iters" not in source


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the results in a ``cv_results_``."""
    found = results_of_table(source, name, metric)
    named = {metric: metric for metric in found.means if metric != "score"}
    return replace(found, scoring=named)
