"""The results of another search, as trials of this one: `prior_results`."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from sk_hpo.results import Results, results_of
from sk_hpo.results.results import STOPPED, UNKNOWN
from sk_hpo.search.inputs.settings import Params, SettingsWith
from sk_hpo.space import Space
from sk_hpo.space.equal_choices import same
from sk_hpo.space.plain_values import plain
from sk_hpo.strategies.strategy import PriorTrials

# The metrics of an estimator's own ``score``.
OWN_SCORES = ("accuracy", "r2", None)


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
    results : object
        What `results_of` reads, or None.
    metric : str
        The name of the metric that guides the search. Its scores are read if there are
        any.
    scoring : str, callable or None
        The scoring that guides the search.
    settings_with : callable
        Returns the values of parameters that only one of the two searches has.

    Raises
    ------
    TypeError, ValueError
        If `results` can't be read.
    """
    if results is None:
        return []
    found = results_of(results, "prior_results")
    inside: list[tuple[Params, float]] = []
    outside = []
    for params, score in known_scores(found, _metric(found, metric, scoring)):
        candidate = _in_space(space, params, settings_with)
        if candidate is None:
            outside.append(params)
        else:
            inside.append((candidate, score))
    if outside:
        warnings.warn(
            f"{len(outside)} of the {len(outside) + len(inside)} prior_results lie "
            f"outside the search space and are left out, for example {outside[0]!r}: "
            f"{_why_outside(space, outside[0], settings_with)}",
            stacklevel=2,
        )
    return inside


def known_scores(found: Results, metric: str) -> list[tuple[Params, float]]:
    """Return candidates and their mean scores; stopped ones have none."""
    rows = zip(found.params, found.means[metric], found.state, strict=True)
    return [(params, float(mean)) for params, mean, state in rows if state != STOPPED]


def _metric(found: Results, metric: str, scoring: Any) -> str:
    """Return the metric whose scores are those of the search's own."""
    if metric in found.means and metric != "score":
        return metric
    read = "score" if "score" in found.means else next(iter(found.means))
    theirs = found.scoring.get(read, UNKNOWN)
    if _differ(theirs, scoring):
        warnings.warn(
            f"prior_results has scores of scoring={theirs!r}, but this search has "
            f"scoring={scoring!r}. The model treats both as the same score: pass "
            "results with the same scoring, or none",
            stacklevel=2,
        )
    return read


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


def _why_outside(
    space: Space, params: Mapping[str, Any], settings_with: SettingsWith
) -> str:
    """Return what keeps a candidate out of the alternative that is most like it."""

    def n_common(alternative: Mapping[str, Any]) -> int:
        return len(alternative.keys() & params.keys())

    alternative = max(space.alternatives, key=n_common)
    settings = settings_with({n: v for n, v in params.items() if n in alternative})
    for name, value in params.items():
        if name not in alternative:
            if name in settings and _alike(settings[name], value):
                continue
            own = f"; the estimator has {settings[name]!r}" if name in settings else ""
            return f"{name}={value!r} is not searched{own}"
    for name, dimension in alternative.items():
        if name not in params and name not in settings:
            return f"{name} is missing"
        value = params.get(name, settings.get(name))
        if not dimension.contains(value):
            whose = "" if name in params else ", the estimator's value,"
            return f"{name}={value!r}{whose} is not in {dimension!r}"
    return f"the parameters of the space are {list(space.names)}"
