"""How many candidates there were, which failed and why, and how the search ended."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sk_hpo.history import History
from sk_hpo.results.results import FAILED, STOPPED, Results
from sk_hpo.search.html.texts import cut, html
from sk_hpo.search.session.why_no_score import failure_on

LONGEST_CAUSE = 300


def outcome_html(found: Results, history: History | None, search: Any) -> str:
    """Return what is to be said of a search in one or two lines.

    Parameters
    ----------
    found : Results
        What the search has found.
    history : History or None
        Its records; None: there is only the table.
    search : EngineSearch or SavedSearch
    """
    failed = int((found.state == FAILED).sum())
    said = [_count(len(found.params), "candidate")]
    if history is not None:
        said.append(_count(history.n_fits, "fit"))
        if history.n_recalled:
            said.append(f"{history.n_recalled} from the checkpoint")
    said.append(f"{failed} failed")
    if stopped := int((found.state == STOPPED).sum()):
        said.append(f"{stopped} stopped by racing")
    if history is not None and history.pending:
        said.append(f"{len(history.pending)} not complete")
    line = ", ".join(said)
    if history is not None and history.ending:
        line += f" | {html(history.ending)}"
    if history is not None and search.refit and "refit_time_" not in vars(search):
        line += ", not refitted"
    cause = "" if history is None or not failed else _cause(history, search)
    return f"<div>{line}</div>{cause}"


def _count(n: int, what: str) -> str:
    return f"1 {what}" if n == 1 else f"{n} {what}s"


def _cause(history: History, search: Any) -> str:
    """Return the most frequent cause of failures."""
    causes: Counter[str] = Counter()
    for trial in history.closed:
        failures = (failure_on(one, history, search) for one in trial.results)
        first = next((one for one in failures if one is not None), None)
        if first is not None:
            causes[first.cause] += 1
    if not causes:
        return ""
    (cause, n), *_ = causes.most_common(1)
    text = html(cut(" ".join(cause.split()), LONGEST_CAUSE))
    return f'<div class="sk-hpo-quiet">{_count(n, "candidate")}: {text}</div>'
