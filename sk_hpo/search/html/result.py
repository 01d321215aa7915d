"""The result of a search as HTML: what a notebook shows above its diagram."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.results import Results, results_of
from sk_hpo.results.results import COMPLETE
from sk_hpo.search.html.candidates import candidates_table
from sk_hpo.search.html.outcome import outcome_html
from sk_hpo.search.html.sparkline import sparkline
from sk_hpo.search.html.style import STYLE
from sk_hpo.search.html.texts import cut, html, name_html, score_text, value_html

MOST_PARAMETERS = 30
LONGEST = 200


def result_html(search: Any) -> str:
    """Return the result of a search as HTML.

    Everything that users gave is escaped, and cut where it is long. There are no
    scripts, and no identifiers that could occur twice in a page.

    Parameters
    ----------
    search : EngineSearch or SavedSearch
        With a ``cv_results_``.

    Returns
    -------
    str
        Empty if a subclass has made a table that can't be read.
    """
    try:
        found = results_of(search)
    except (TypeError, ValueError):
        return ""
    history = getattr(search, "_history", None)
    outcome = outcome_html(found, history, search)
    complete = bool((found.state == COMPLETE).any())
    line = f'<div class="sk-hpo-line">{sparkline(found)}</div>' if complete else ""
    table = candidates_table(found) if complete else ""
    return (
        f'<div class="sk-hpo-result"><style>{STYLE}</style>'
        f'<div class="sk-hpo-top"><div>{_best(found)}</div>{line}</div>'
        f"{outcome}{table}</div>"
    )


def _best(found: Results) -> str:
    """Return the best score and its parameters."""
    row = found.best
    if row is None:
        return "<div>No candidate has a score</div>"
    score = found.means[found.metric][row]
    splits = found.scores[found.metric][row]
    about = f" (mean of {len(splits)} splits)" if len(splits) > 1 else ""
    chosen = "" if _is_highest(found, row) else ", chosen by refit"
    params = found.params[row]
    rows = [
        f"<tr><th>{name_html(name)}</th><td>{value_html(value, LONGEST)}</td></tr>"
        for name, value in list(params.items())[:MOST_PARAMETERS]
    ]
    if len(params) > MOST_PARAMETERS:
        rows.append(
            f"<tr><th></th><td>and {len(params) - MOST_PARAMETERS} more</td></tr>"
        )
    return (
        f'<div class="sk-hpo-best">Best {_metric(found)}: '
        f"<strong>{score_text(score)}</strong>{about}{chosen}</div>"
        f'<table class="sk-hpo-table"><tbody>{"".join(rows)}</tbody></table>'
    )


def _is_highest(found: Results, row: int) -> bool:
    means = found.means[found.metric]
    return not (np.nan_to_num(means, nan=-np.inf) > means[row]).any()


def _metric(found: Results) -> str:
    """Return what the score is, such as "score (neg_log_loss)"."""
    scoring = found.scoring.get(found.metric)
    name = html(cut(found.metric, LONGEST))
    if found.metric == "score" and isinstance(scoring, str):
        name += f" ({html(cut(scoring, LONGEST))})"
    return name
