"""The results of another search, as trials of this one: `prior_results`."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from sk_hpo.search.inputs.settings import Params, SettingsWith
from sk_hpo.space import Space
from sk_hpo.space.equal_choices import same
from sk_hpo.space.plain_values import plain
from sk_hpo.strategies.strategy import PriorTrials

# The metrics of an estimator's own ``score``.
OWN_SCORES = ("accuracy", "r2", None)
UNKNOWN = object()


def is_known(params: Params, prior: PriorTrials) -> bool:
    """Return whether another search has evaluated a candidate."""
    return any(
        params.keys() == known.keys()
        and all(_alike(params[n], known[n]) for n in known)
        for known, _ in prior
    )


def _alike(a: Any, b: Any) -> bool:
    """Return whether two values mean the same: 1 may be one feature, and 1.0 all."""
    a, b = plain(a), plain(b)
    return same(a, b) and isinstance(a, float) == isinstance(b, float)


def prior_of(
    space: Space,
    results: Any,
    metric: str,
    scoring: Any,
    settings_with: SettingsWith,
) -> PriorTrials:
    """Read the results of another search: candidates of the space and their scores.

    Parameters
    ----------
    space : Space
    results : search, mapping or None
        A fitted search or its ``cv_results_``.
    metric : str
        The name of the metric that guides the search. Its column is read if there is
        one.
    scoring : str, callable or None
        The scoring that guides the search.
    settings_with : callable
        Returns the values of parameters that only one of the two searches has.

    Raises
    ------
    ValueError
        If `results` is anything else.
    """
    if results is None:
        return []
    table = getattr(results, "cv_results_", results)
    if not isinstance(table, Mapping) or "params" not in table:
        unfitted = " that is not fitted" if hasattr(table, "fit") else ""
        raise ValueError(
            "prior_results must be a fitted search or its cv_results_, a dict with the "
            "keys 'params' and 'mean_test_score', got an object of type "
            f"{type(results).__name__}{unfitted}"
        )
    inside: list[tuple[Params, float]] = []
    outside = []
    for params, score in _rows(table, _column(results, table, metric, scoring)):
        candidate = _in_space(space, params, settings_with)
        if candidate is None:
            outside.append(params)
        else:
            inside.append((candidate, score))
    if outside:
        warnings.warn(
            f"{len(outside)} of the {len(outside) + len(inside)} prior_results lie "
            f"outside the search space and are left out, for example {outside[0]!r}. "
            f"The parameters of the space are {list(space.names)}",
            stacklevel=2,
        )
    return inside


def _rows(table: Mapping[str, Any], column: str) -> list[tuple[Params, float]]:
    try:
        rows = [dict(row) for row in table["params"]]
        scores = [float(score) for score in table[column]]
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"prior_results must have dicts in 'params' and numbers in {column!r}, but "
            f"they could not be read: {error}"
        ) from error
    if len(rows) != len(scores):
        raise ValueError(
            f"prior_results must have 'params' and {column!r} of the same length, got "
            f"{len(rows)} and {len(scores)}"
        )
    n_evaluated = table.get("n_splits_evaluated")
    if n_evaluated is None:
        return list(zip(rows, scores, strict=True))
    most = max(n_evaluated, default=0)  # the others have no mean score
    pairs = zip(rows, scores, n_evaluated, strict=True)
    return [(row, score) for row, score, n in pairs if n == most]


def _column(results: Any, table: Mapping[str, Any], metric: str, scoring: Any) -> str:
    """Return the name of the column with the scores of the search's own metric."""
    columns = [name for name in table if str(name).startswith("mean_test_")]
    wanted, single = f"mean_test_{metric}", "mean_test_score"
    if not columns:
        raise ValueError(
            f"prior_results must have the key {wanted!r}, got {list(table)}"
        )
    if wanted in columns and wanted != single:
        return wanted
    found = single if single in columns else columns[0]
    theirs = _scoring_of(results, found)
    if _differ(theirs, scoring):
        warnings.warn(
            f"prior_results has scores of scoring={theirs!r}, but this search has "
            f"scoring={scoring!r}. The model treats both as the same score: pass "
            "results with the same scoring, or none",
            stacklevel=2,
        )
    return found


def _scoring_of(results: Any, column: str) -> Any:
    """Return the scoring of a column, or UNKNOWN."""
    scoring = getattr(results, "scoring", UNKNOWN)
    name = column.removeprefix("mean_test_")
    if isinstance(scoring, Mapping):
        return scoring.get(name, UNKNOWN)
    return scoring if name == "score" else name


def _differ(a: Any, b: Any) -> bool:
    """Return whether two scorings are known to be different metrics."""
    known = all(scoring is None or isinstance(scoring, str) for scoring in (a, b))
    return known and a != b and not (a in OWN_SCORES and b in OWN_SCORES)


def _in_space(
    space: Space, params: Mapping[str, Any], settings_with: SettingsWith
) -> Params | None:
    """Return the candidate of the space that is the same estimator, if there is one.

    A parameter that only the other search varies must have the estimator's own value;
    one that only this search varies gets it.
    """
    if space.contains(params):
        return dict(params)
    for alternative in space.alternatives:
        here = {n: v for n, v in params.items() if n in alternative}
        settings = settings_with(here)
        more = params.keys() - alternative.keys()
        if not all(n in settings and _alike(settings[n], params[n]) for n in more):
            continue
        known = {**{n: settings[n] for n in alternative if n in settings}, **here}
        if space.contains(known):
            return known
    return None
