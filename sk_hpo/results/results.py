"""The record of what a search has found, whichever search it was.

Notation: q candidates, s splits. Scores are greater for better candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

COMPLETE, FAILED, STOPPED = "complete", "failed", "stopped"
# Mean scores that differ by less than this, as a share of the greater, are equal: it is
# the rounding of their sums.
ROUNDING = 1e-9
# Where it is not known by which metric candidates were scored.
UNKNOWN = object()


@dataclass(frozen=True)
class Results:
    """The candidates of a search and their scores.

    Parameters
    ----------
    params : list of dict of length q
    metric : str
        The metric that guides the search: a key of `means`, "score" for a single one.
    means : dict of str to ndarray of shape (q,)
        Mean test scores by metric. NaN for failed and stopped candidates.
    scores : dict of str to ndarray of shape (q, s)
        Test scores of the splits by metric. NaN where a fit failed or was not run; s is
        0 where only the means are known.
    state : ndarray of shape (q,)
        "complete", "failed" or "stopped" (it has not been given all its splits).
    numbers : ndarray of shape (q,)
        The number of each candidate in the order of the search.
    fit_seconds, score_seconds : ndarray of shape (q,)
        Mean seconds over the splits. NaN where they are not known.
    shared : ndarray of shape (q,)
        Whether a candidate shared fits with others, so that its seconds are a part of
        theirs. False where it is not known.
    members : list of str of length q
        The part of the search's strategy that found each candidate, such as "design".
        Empty where there is none.
    scoring : dict of str to object
        The scorer of a metric: a name, None for the estimator's own ``score``, or a
        callable. Metrics whose scorer is not known are missing.
    own_score : str
        What the estimator's own ``score`` is, such as "accuracy". Empty if no metric is
        that, or it is not known.
    iterations : ndarray of shape (q,) or None
        The iteration of a halving search in which each row was scored; only the last
        one has all resources, and rows of others are "stopped". None: no halving.
    chosen : int or None
        The row that the search chose. None: it does not say.
    """

    params: list[dict[str, Any]]
    metric: str
    means: dict[str, FloatArray]
    scores: dict[str, FloatArray]
    state: NDArray[np.str_]
    numbers: NDArray[np.int64]
    fit_seconds: FloatArray
    score_seconds: FloatArray
    shared: NDArray[np.bool_]
    members: list[str]
    scoring: Mapping[str, Any] = field(default_factory=dict)
    own_score: str = ""
    iterations: NDArray[np.int64] | None = None
    chosen: int | None = None

    @property
    def n_splits(self) -> int:
        """Number of splits; 0 where only the means are known."""
        return int(self.scores[self.metric].shape[1])

    @property
    def partial(self) -> NDArray[np.bool_]:
        """Which stopped candidates had a part of the resource, (n,).

        They have all their splits, and those that racing has stopped do not.
        """
        is_whole = ~np.isnan(self.scores[self.metric]).any(axis=1)
        found = (self.state == STOPPED) & is_whole & (self.n_splits > 0)
        return np.asarray(found, dtype=np.bool_)

    @property
    def best(self) -> int | None:
        """The row that the search chose, or else that of the best mean score.

        None if no candidate is complete.
        """
        # a search in which all scores are NaN chooses one all the same
        if self.chosen is not None and self.state[self.chosen] == COMPLETE:
            return self.chosen
        means = np.where(self.state == COMPLETE, self.means[self.metric], np.nan)
        return None if np.isnan(means).all() else int(np.nanargmax(means))

    def take(self, rows: NDArray[np.intp]) -> Results:
        """Return the results of some candidates, in the order of `rows`."""
        places = list(rows)
        return replace(
            self,
            params=[self.params[row] for row in rows],
            means={metric: mean[rows] for metric, mean in self.means.items()},
            scores={metric: scores[rows] for metric, scores in self.scores.items()},
            state=self.state[rows],
            numbers=self.numbers[rows],
            fit_seconds=self.fit_seconds[rows],
            score_seconds=self.score_seconds[rows],
            shared=self.shared[rows],
            members=[self.members[row] for row in rows],
            iterations=None if self.iterations is None else self.iterations[rows],
            chosen=places.index(self.chosen) if self.chosen in places else None,
        )

    def by_number(self) -> Results:
        """Return the results in the order of the search.

        The rows of a search with levels are level by level.
        """
        return self.take(np.argsort(self.numbers, kind="stable"))


def made(
    params: Sequence[Mapping[str, Any]],
    metric: str,
    means: Mapping[str, Any],
    scores: Mapping[str, Any] | None = None,
    *,
    stopped: Any = (),
    **more: Any,
) -> Results:
    """Make the record, and work out the state of each candidate.

    Parameters
    ----------
    params, metric, means
        As in `Results`.
    scores : mapping or None
        As in `Results`. None: they are not known.
    stopped : sequence of bool, of length q or 0
        Whether each candidate was stopped.
    **more
        Any other fields of `Results`.
    """
    q = len(params)
    found = {
        name: np.array(mean, dtype=np.float64).reshape(q)
        for name, mean in means.items()
    }
    of_splits = {name: np.empty((q, 0)) for name in found}
    for name, score in (scores or {}).items():
        of_splits[name] = np.array(score, dtype=np.float64).reshape(q, -1)
    state = np.full(q, COMPLETE, dtype="<U8")
    state[~np.isfinite(found[metric])] = FAILED
    state[np.array(stopped, dtype=np.bool_).nonzero()] = STOPPED
    for mean in found.values():
        mean[state != COMPLETE] = np.nan
    unknown = np.full(q, np.nan)
    fields = {
        "numbers": np.arange(q),
        "fit_seconds": unknown,
        "score_seconds": unknown,
        "shared": np.zeros(q, dtype=np.bool_),
        "members": [""] * q,
        **more,
    }
    return Results(
        [dict(one) for one in params], metric, found, of_splits, state, **fields
    )
