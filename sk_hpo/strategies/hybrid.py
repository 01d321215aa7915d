"""A model outside, descents inside.

Notation: a candidate is (a, b): a, its outer parameters, b, those with an exact
gradient, the inner ones; u of shape (d,), the point of a in the outer space.

The value of a is the score at the end of a descent in b. A Gaussian process models it
and suggests the next a; the descent there begins at the end of the nearest a before,
and ends early once it can hardly reach the best score so far. If the predicted score of
its end is about as good as the best, the end is fitted for real, and only such ends are
candidates. Where a real fit contradicts the prediction, its score is the value.

Franceschi et al., Bilevel programming for hyperparameter optimization and
meta-learning (2018), descend b for an a that is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from math import inf, isfinite, nan
from typing import Any

import numpy as np

from sk_hpo.descent_path import Path
from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gradients.outer.line_search import OUT_OF_REACH
from sk_hpo.history import History
from sk_hpo.strategies.allowed_paths import candidate_of
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.outer_space import ALTERNATIVE, OuterSpace, Params
from sk_hpo.strategies.predicted_scores import BY_DESCENT, CLOSE, MISSED
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.strategies.turns import DESCENTS, Turn, next_turns
from sk_hpo.trial import Candidate, Descent, rounded

# The note of candidates without inner parameters.
OUTER = "outer"
# A descent fits the steps before the model once: that part of an evaluation.
EARLIER_STEPS = 0.5


@dataclass(eq=False)
class Hybrid(Strategy):
    """Suggests outer points by a model, and descends the inner parameters from each.

    The note of a candidate has the number of the descent whose end it is.

    Parameters
    ----------
    places : OuterSpace
        The outer space, and what is descended at its points.
    scorer : scorer
        For descents.
    seed : int
    lag : int
        Number of candidates and descents that may be pending at once.
    budget : float, default=inf
        How many evaluations candidates and descents may cost together.
    initial_points : sequence of dict
        Complete candidates, evaluated first. Then there is a descent from each.
    floor : float, default=0.0
        Of the model: see `ExpectedImprovement`.
    fallback : Strategy, optional
        Continues once the real fit of an end contradicts its predicted score, or a
        constraint refuses the best step of a descent: another optimum, at the edge of
        what is allowed, is not where descents end.
    """

    places: OuterSpace
    _: KW_ONLY
    scorer: Any
    seed: int
    lag: int
    budget: float = inf
    initial_points: Sequence[Params] = ()
    floor: float = 0.0
    fallback: Strategy | None = None

    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        k = len(history.candidates)
        if n < 1:
            return []
        if k < len(self.initial_points):
            note = {"member": "initial", DESCENTS: 0}
            return [(dict(self.initial_points[k]), note)]
        # if there is nothing to suggest, it is asked again when nothing is pending
        for lag in dict.fromkeys((self.lag, 1)):
            for turn in next_turns(history, lag):
                if turn is None:
                    return []
                asked = self._asked(turn, history, n)
                if asked:
                    return [_noted(one, turn) for one in asked]
        return []

    def _asked(
        self, turn: Turn, history: History, n: int
    ) -> Sequence[Suggestion | Descent]:
        if not turn.is_new:
            again = self._suggested(turn)
            return [again] if isinstance(again, Descent) else []
        if self.fallback is not None and self._is_contradicted(turn):
            return [] if self._is_over(turn) else self.fallback.ask(history, n)
        # an end that may be the best is fitted in any case
        due = self._due(turn)
        if due is not None:
            note = {"member": BY_DESCENT, "path": due[0]}
            return [(due[1], note)]
        if self._is_over(turn):
            return []
        if self.fallback is not None and any(p.moved for p in turn.paths.values()):
            return self.fallback.ask(history, n)
        suggested = self._suggested(turn)
        return [] if suggested is None else [suggested]

    def _suggested(self, turn: Turn) -> Suggestion | Descent | None:
        suggested = self._model.suggest(turn.number, self._observed(turn))
        return None if suggested is None else self._from(suggested[0], turn)

    def _is_over(self, turn: Turn) -> bool:
        """Return whether the budget is spent if pending descents cost the mean."""
        costs = [self._cost_of(path) for path in turn.paths.values()]
        mean = sum(costs) / len(costs) if costs else EARLIER_STEPS
        spent = len(turn.candidates) + sum(costs) + mean * len(turn.descending)
        return spent >= self.budget

    def spent(self, history: History) -> float:
        paths = (self._cost_of(path) for path in history.paths)
        return len(history.candidates) + sum(paths)

    def _cost_of(self, path: Path) -> float:
        step_cost = self.places.inner[self.places.alternative_of(path)].step_cost
        return EARLIER_STEPS + step_cost * (len(path.steps) + path.refused)

    @cached_property
    def _model(self) -> ExpectedImprovement:
        initial = [self.places.outer_of(params) for params in self.initial_points]
        settings: dict[str, Any] = {
            "seed": self.seed,
            "lag": self.lag,
            "floor": self.floor,
        }
        return ExpectedImprovement(
            self.places.outer, initial_points=initial, **settings
        )

    def _is_contradicted(self, turn: Turn) -> bool:
        """Return whether a real fit is worse than predicted, or failed."""
        real = _values(turn)
        for number, end in _ends(turn).items():
            predicted = _prediction(turn.paths[number])
            if end.id in real and isfinite(predicted):
                allowed = MISSED * abs(predicted)
                if not real[end.id] >= predicted - allowed:
                    return True
        return False

    def _due(self, turn: Turn) -> tuple[int, Params] | None:
        """Return the path whose end is to be fitted next, and the end, or None.

        It is not fitted yet, and its predicted score is close to the best that is known
        of fitted ones; where real fits contradict the predictions, others become due.
        """
        predicted = {number: _prediction(path) for number, path in turn.paths.items()}
        ends = _ends(turn)
        left = [number for number in predicted if number not in ends]
        # one without a prediction is fitted in any case
        left.sort(key=lambda number: (isfinite(predicted[number]), -predicted[number]))
        best = _best(turn)
        for number in left:
            if predicted[number] < best - CLOSE * abs(best):
                return None
            end = self._end(turn.paths, number)
            if end is not None:
                return number, end
        return None

    def _observed(self, turn: Turn) -> Observations:
        """Return the outer points so far: those with a value, and the pending ones."""
        real, ends = _values(turn), _ends(turn)
        known: list[tuple[FloatArray, float]] = []
        for number, path in turn.paths.items():
            value = _prediction(path)
            if number in ends:
                value = real.get(ends[number].id, value)
            known.append((self.places.point_of(path), value))
        others = [one for one in turn.candidates if self._is_without_descent(one)]
        known += [
            (self.places.point(o.params), real[o.id]) for o in others if o.id in real
        ]
        pending = [self.places.point_of(one) for one in turn.descending]
        pending += [self.places.point(o.params) for o in others if o.id not in real]
        points = [u for u, _ in known] + pending
        U = np.array(points).reshape(-1, len(self.places.outer.coordinates))
        values = np.array([value for _, value in known])
        return Observations(U, values, np.zeros(len(values)), [])

    def _is_without_descent(self, candidate: Candidate) -> bool:
        note = candidate.note or {}
        number = self.places.number_of(candidate.params)
        return note.get("path") is None and not self.places.inner[number].ranges

    def _from(self, outer: Params, turn: Turn) -> Suggestion | Descent:
        """Return the descent from an outer point, or the candidate without one."""
        fixed = {name: value for name, value in outer.items() if name != ALTERNATIVE}
        number = outer[ALTERNATIVE]
        ranges = self.places.inner[number].ranges
        if not ranges:
            return fixed, {"member": OUTER}
        ended = self._ended(turn.paths.values(), number)
        start = self._start(self.places.outer.encode(outer), number, ended)
        # from a neighbour's end in one parameter, downhill is enough
        scan: Any = "whole" if not ended else "none" if len(ranges) == 1 else "short"
        best = _best(turn)
        return Descent(
            self.scorer,
            ranges,
            start,
            fixed,
            scan,
            number=turn.n_descents,
            beat=best - CLOSE * abs(best) if isfinite(best) else -inf,
            n_beside=self.lag,
        )

    def _ended(self, paths: Iterable[Path], number: int) -> list[Path]:
        """Return the paths of an alternative that reached an optimum."""
        return [
            path
            for path in paths
            if path.ends
            and path.reason != OUT_OF_REACH
            and self.places.alternative_of(path) == number
        ]

    def _start(
        self, u: FloatArray, number: int, ended: Iterable[Path]
    ) -> dict[str, float] | None:
        """Return the inner parameters of the nearest end, or else initial point."""
        names = self.places.inner[number].ranges
        near = [
            (_distance(u, self.places.point_of(path)), dict(path.ends[0]))
            for path in ended
        ]
        near = near or [
            (_distance(u, self.places.point(one)), {name: one[name] for name in names})
            for one in self.initial_points
            if self.places.number_of(one) == number
        ]
        return min(near, key=lambda one: one[0])[1] if near else None

    def _end(self, paths: Mapping[int, Path], number: int) -> Params | None:
        """Return the candidate at the end of a path; None if none is allowed."""
        path = paths[number]
        if path.ends:
            return candidate_of(path.fixed, path.ends[0])
        # there was no gradient, or a constraint refuses all steps
        home = self.places.alternative_of(path)
        earlier = [one for i, one in paths.items() if i < number]
        ended = self._ended(earlier, home)
        start = self._start(self.places.point_of(path), home, ended)
        return self.places.allowed_near(path.fixed, home, start)


def _noted(asked: Suggestion | Descent, turn: Turn) -> Suggestion | Descent:
    """Return a suggestion whose note has its place in the order."""
    if isinstance(asked, Descent):
        return asked
    params, note = asked
    return params, {**(note or {}), DESCENTS: turn.n_descents}


def _values(turn: Turn) -> dict[int, float]:
    """Return the values of candidates by their ids."""
    return {trial.candidate.id: trial.value for trial in turn.trials}


def _best(turn: Turn) -> float:
    """Return the best score so far: real ones, and predicted ones of pending ends."""
    ends = _ends(turn).items()
    predicted = {one.id: _prediction(turn.paths[number]) for number, one in ends}
    known = (predicted | _values(turn)).values()
    return max(filter(isfinite, known), default=-inf)


def _ends(turn: Turn) -> dict[int, Candidate]:
    """Return the candidates that are ends of paths, by the numbers of the paths.

    A descent that a time limit had ended has another end if it is begun again.
    """
    noted = ((one, (one.note or {}).get("path", -1)) for one in turn.candidates)
    return {
        number: one
        for one, number in noted
        if number in turn.paths and _is_end(one, turn.paths[number])
    }


def _is_end(candidate: Candidate, path: Path) -> bool:
    params = candidate.params
    return not path.ends or any(
        all(params.get(name, value) == value for name, value in end.items())
        for end in path.ends
    )


def _prediction(path: Path) -> float:
    """Return the predicted score of a path's end; NaN if the path has none."""
    if not path.steps or not (path.exact or path.judged):
        return nan
    return rounded(max(step.score for step in path.steps))


def _distance(u: FloatArray, other: FloatArray) -> float:
    return float(((u - other) ** 2).sum())
