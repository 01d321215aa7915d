"""The table of a search's best candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo.results.results import COMPLETE, Results
from sk_hpo.search.html.texts import cell_html, html, name_html, score_text

MOST_ROWS, MOST_PARAMETERS, MOST_METRICS = 10, 20, 5
LONGEST = 60


def candidates_table(found: Results) -> str:
    """Return the table of the ten best candidates, and the chosen one if it is none.

    Parameters
    ----------
    found : Results
        With at least one complete candidate.
    """
    rows = best_rows(found)
    names = list(dict.fromkeys(name for row in rows for name in found.params[row]))
    shown = names[:MOST_PARAMETERS]
    others = [metric for metric in found.means if metric != found.metric]
    metrics = [found.metric, *others[: MOST_METRICS - 1]]
    heads = ["", "candidate", html(metrics[0]), "std", *map(html, metrics[1:])]
    head = "".join(f"<th>{one}</th>" for one in [*heads, *map(name_html, shown)])
    body = "".join(_row(found, row, at, metrics, shown) for at, row in enumerate(rows))
    n, of = min(len(rows), MOST_ROWS), len(found.params)
    title = f"The {n} best of {of} candidates" if n < of else "All candidates"
    return (
        f"<details open><summary>{title}</summary>"
        '<table class="sk-hpo-table sk-hpo-candidates">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"{_not_shown(len(names) - len(shown))}</details>"
    )


def best_rows(found: Results) -> list[int]:
    """Return the rows of the ten best candidates, and of the chosen one at the end."""
    means = np.where(found.state == COMPLETE, found.means[found.metric], np.nan)
    order = np.argsort(-means, kind="stable")  # NaN last
    rows = [int(row) for row in order[:MOST_ROWS] if np.isfinite(means[row])]
    if found.chosen is not None and found.chosen not in rows:
        rows.append(found.chosen)
    return rows


def _row(
    found: Results, row: int, at: int, metrics: list[str], names: Sequence[Any]
) -> str:
    params, splits = found.params[row], found.scores[found.metric][row]
    is_chosen = row == found.chosen
    place = str(at + 1) if at < MOST_ROWS else ""
    if is_chosen and at > 0:  # by a rule of the user's, not by its score
        place = f"{place} chosen"
    score, *others = (score_text(found.means[metric][row]) for metric in metrics)
    std = score_text(splits.std()) if len(splits) > 1 else ""
    values = [cell_html(params[one], LONGEST) if one in params else "" for one in names]
    cells = [place, str(found.numbers[row]), score, std, *others, *values]
    kind = ' class="sk-hpo-chosen"' if is_chosen else ""
    return f"<tr{kind}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _not_shown(n: int) -> str:
    if n == 0:
        return ""
    what = "1 more parameter" if n == 1 else f"{n} more parameters"
    return f'<div class="sk-hpo-quiet">and {what}</div>'
