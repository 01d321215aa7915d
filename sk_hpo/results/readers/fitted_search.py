"""A fitted search: its table, and what its settings and records say besides."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sk_hpo.history import History
from sk_hpo.results.levels import in_order_of_rows
from sk_hpo.results.own_score import own_score_of
from sk_hpo.results.results import FAILED, UNKNOWN, Results
from sk_hpo.results.table import results_of_table
from sk_hpo.results.trial_results import failed_of, scores_of, shared_of


def reads(source: Any) -> bool:
    """Return whether an object has the table of a search."""
    return isinstance(getattr(source, "cv_results_", None), Mapping)


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the results of a fitted search, or of one of `load_results`."""
    table = source.cv_results_
    if not table:
        raise ValueError(f"{name} has no complete candidate")
    if metric is None:
        metric = _guiding(source, table)
    found = results_of_table(table, name, metric)
    more: dict[str, Any] = {"scoring": _scoring(source, found)}
    # one of load_results has its estimator as text, which does not say what it is
    if more["scoring"].get(found.metric, UNKNOWN) is None:
        estimator = getattr(source, "estimator", None)
        more["own_score"] = own_score_of(estimator, found.params)
    index = getattr(source, "best_index_", None)
    if index is not None:
        more["chosen"] = int(index)
    return _with_records(replace(found, **more), getattr(source, "_history", None))


def _guiding(source: Any, table: Mapping[str, Any]) -> str | None:
    """Return the metric that guided a search, if it says which."""
    guide = getattr(source, "refit", None)
    guide = getattr(guide, "metric", guide)  # of a rule
    settings = getattr(source, "settings", None)  # of one of load_results, as text
    if isinstance(settings, Mapping) and "guided by" in settings:
        guide = ast.literal_eval(settings["guided by"])
    known = isinstance(guide, str) and f"mean_test_{guide}" in table
    return guide if known else None


def _scoring(source: Any, found: Results) -> dict[str, Any]:
    """Return the scorers of the metrics as far as they are known."""
    named = {metric: metric for metric in found.means if metric != "score"}
    if hasattr(source, "scoring"):
        scoring = source.scoring
    else:
        try:  # one of load_results has the name, or the repr of a callable, as text
            scoring = ast.literal_eval(source.settings["scoring"])
        except (AttributeError, KeyError, SyntaxError, ValueError):
            return named
    if isinstance(scoring, Mapping):
        return {name: scorer for name, scorer in scoring.items() if name in found.means}
    return {**named, "score": scoring} if "score" in found.means else named


def _with_records(found: Results, history: Any) -> Results:
    """Add what the records of a search of this package say besides its table.

    A table has a number where a fit failed and `error_score` is one.
    """
    if not isinstance(history, History) or len(history.closed) != len(found.params):
        return found
    trials = in_order_of_rows(history.closed)
    scores = scores_of(trials)
    if scores.keys() != found.scores.keys():
        return found
    failed = failed_of(trials, found.metric)
    state = np.where(failed, FAILED, found.state)
    return replace(
        found,
        scores=scores,
        means={m: np.where(failed, np.nan, mean) for m, mean in found.means.items()},
        state=state,
        shared=shared_of(trials),
        numbers=np.array([trial.candidate.id for trial in trials]),
        members=[(trial.candidate.note or {}).get("member") or "" for trial in trials],
    )
