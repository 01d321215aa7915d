"""Whether searches have scores of the same metric, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sk_hpo.results.results import UNKNOWN, Results


def check_same_metric(runs: Mapping[str, Iterable[Results]]) -> None:
    """Raise a ValueError if two runs are known to have scores of different metrics.

    Parameters
    ----------
    runs : dict of str to iterable of Results
        The runs of each search, by its name.
    """
    known: list[tuple[str, Any, str]] = []
    for search, found in runs.items():
        for one in found:
            scorer, text = _metric(one)
            for other, theirs, their_text in known:
                if not _may_agree(scorer, theirs):
                    raise ValueError(
                        "searches must have scores of the same metric, got "
                        f"{their_text} in {other!r} and {text} in {search!r}"
                        f"{_advice(runs)}"
                    )
            if scorer is not UNKNOWN:
                known.append((search, scorer, text))


def _metric(found: Results) -> tuple[Any, str]:
    """Return what scored a run, a name if it has one, and what to say of it."""
    scorer = found.scoring.get(found.metric, UNKNOWN)
    text = f"scoring={scorer!r}"
    if scorer is not None:
        return scorer, text
    # what an estimator's own score is may not be known
    own = found.own_score or UNKNOWN
    return own, f"{text} (the estimator's own score, {found.own_score})"


def _may_agree(some: Any, other: Any) -> bool:
    """Return whether two scorers may give the same scores."""
    if some is UNKNOWN or isinstance(some, str) != isinstance(other, str):
        return True
    # make_scorer makes another object of the same repr each time
    return some is other or repr(some) == repr(other)


def _advice(runs: Mapping[str, Iterable[Results]]) -> str:
    """Return what to do if all runs have a metric of the same name."""
    names = [set(one.means) - {"score"} for found in runs.values() for one in found]
    common = sorted(set.intersection(*names))
    if not common:
        return ""
    return f"; metric={common[0]!r} chooses one that all of them have"
