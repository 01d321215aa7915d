"""A model outside, descents inside.

Notation: a candidate is (a, b): a, its outer parameters, b, those with an exact
gradient, the inner ones; u of shape (d,), the point of a in the outer space.

The value of a is the score at the end of a descent in b. A Gaussian process models it
and suggests the next a; the descent there begins at the end of the nearest a before. A
real fit of each end is what the model and the user are told.

Franceschi et al., Bilevel programming for hyperparameter optimization and
meta-learning (2018), descend b for an a that is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Candidate, Descent, History

Params = dict[str, Any]
Ranges = Mapping[str, tuple[float, float, bool]]

# The parameter of the outer space that says to which alternative a candidate belongs:
# without the inner parameters, two alternatives may have the same names.
ALTERNATIVE = ""
# The notes of candidates: the ends of descents, and those without inner parameters.
BY_DESCENT, OUTER = "descent", "outer"


@dataclass(eq=False)
class Hybrid(Strategy):
    """Suggests outer points by a model, and descends the inner parameters from each.

    There is one descent at a time. Its path belongs to the candidate whose note has the
    path's number.

    Parameters
    ----------
    space : Space
        Of whole candidates.
    outer : Space
        Without the inner parameters, and with `ALTERNATIVE` in each alternative.
    inner : sequence of mapping
        The inner ranges of each alternative; empty where there are none.
    scorer : scorer
        For descents.
    seed : int
    lag : int
        Number of candidates that may be pending at once: see `History.before`.
    initial_points : sequence of dict
        Complete candidates, evaluated first. Then there is a descent from each.
    """

    space: Space
    outer: Space
    inner: Sequence[Ranges]
    _: KW_ONLY
    scorer: Any
    seed: int
    lag: int
    initial_points: Sequence[Params] = ()

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        k = len(history.candidates)
        if n < 1 or history.descending:
            return []
        n_ends = sum(_path_of(one) is not None for one in history.candidates)
        if n_ends < len(history.paths):
            return [(self._end(history, n_ends), _note(n_ends))]
        if k < len(self.initial_points):
            return [(dict(self.initial_points[k]), {"member": "initial"})]
        past = history.before(k, self.lag)
        if past is None:
            return []
        trials = [trial for trial in past.trials if self._counts(trial.candidate)]
        pending = [one for one in past.pending if self._counts(one)]
        points = [
            self._point(one) for one in (*(t.candidate for t in trials), *pending)
        ]
        observed = Observations(
            np.array(points).reshape(len(points), len(self.outer.coordinates)),
            np.array([trial.value for trial in trials], dtype=np.float64),
            np.zeros(len(trials)),
            [],
        )
        suggested = self._model.suggest(k, observed)
        return [] if suggested is None else [self._from(suggested[0], history)]

    @cached_property
    def _model(self) -> ExpectedImprovement:
        initial = [self._outer_of(params) for params in self.initial_points]
        settings: dict[str, Any] = {"seed": self.seed, "lag": self.lag}
        return ExpectedImprovement(self.outer, initial_points=initial, **settings)

    def _counts(self, candidate: Candidate) -> bool:
        """Return whether a candidate's score is the value of its outer point."""
        member = (candidate.note or {}).get("member")
        has_inner = bool(self.inner[self._number_of(candidate.params)])
        return member in (BY_DESCENT, OUTER) or not has_inner

    def _from(self, outer: Params, history: History) -> Suggestion | Descent:
        """Return the descent from an outer point, or the candidate without one."""
        fixed = {name: value for name, value in outer.items() if name != ALTERNATIVE}
        number = outer[ALTERNATIVE]
        ranges = self.inner[number]
        if not ranges:
            return fixed, {"member": OUTER}
        start = self._start(outer, number, history)
        is_first = all(
            _path_of(one) is None or self._number_of(one.params) != number
            for one in history.candidates
        )
        return Descent(
            self.scorer, ranges, start, fixed, scan="whole" if is_first else "short"
        )

    def _start(
        self, outer: Params, number: int, history: History
    ) -> dict[str, float] | None:
        """Return the inner parameters of the nearest candidate, if there is one."""
        u = self.outer.encode(outer)
        near = [
            one
            for one in history.candidates
            if self._number_of(one.params) == number
            and (_path_of(one) is not None or one.id < len(self.initial_points))
        ]
        if not near:
            return None
        nearest = min(near, key=lambda one: _distance(u, self._point(one)))
        return {name: nearest.params[name] for name in self.inner[number]}

    def _end(self, history: History, number: int) -> Params:
        """Return the candidate at the end of a path."""
        path = history.paths[number]
        fixed = dict(path.fixed)
        if path.ends:
            return dict(sorted({**fixed, **path.ends[0]}.items()))
        # there was no gradient: the nearest parameters that are known
        home = self._number_of_outer(fixed)
        start = self._start({**fixed, ALTERNATIVE: home}, home, history)
        middle = self.space.parts[home].decode(
            np.full(len(self.space.parts[home].coordinates), 0.5)
        )
        inner = start or {name: middle[name] for name in self.inner[home]}
        return dict(sorted({**fixed, **inner}.items()))

    def _point(self, candidate: Candidate) -> FloatArray:
        return self.outer.encode(self._outer_of(candidate.params))

    def _outer_of(self, params: Mapping[str, Any]) -> Params:
        number = self._number_of(params)
        inner = self.inner[number]
        kept = {name: value for name, value in params.items() if name not in inner}
        return {**kept, ALTERNATIVE: number}

    def _number_of(self, params: Mapping[str, Any]) -> int:
        parts = self._parts
        return next(i for i, part in enumerate(parts) if part.contains(params))

    def _number_of_outer(self, fixed: Mapping[str, Any]) -> int:
        return next(
            i
            for i, part in enumerate(self.outer.parts)
            if part.contains({**fixed, ALTERNATIVE: i})
        )

    @cached_property
    def _parts(self) -> list[Space]:
        return self.space.parts


def _note(path: int) -> dict[str, Any]:
    return {"member": BY_DESCENT, "path": path}


def _path_of(candidate: Candidate) -> int | None:
    """Return the number of the path that a candidate ends."""
    found: int | None = (candidate.note or {}).get("path")
    return found


def _distance(u: FloatArray, other: FloatArray) -> float:
    return float(((u - other) ** 2).sum())
