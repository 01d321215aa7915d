"""What a worker keeps between chunks of the same search: data and shared work."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sk_hpo._compat.sklearn_search import check_method_params, num_samples, take_rows
from sk_hpo.evaluate.scorer_copies import Scored
from sk_hpo.evaluate.workplace import Workplace
from sk_hpo.problem import Problem
from sk_hpo.sharing.data.data_copies import Writers
from sk_hpo.sharing.data.split_view import ROOT, Rows, View
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.memory.all_rows import AllRows
from sk_hpo.sharing.memory.kept_warnings import Recorder
from sk_hpo.sharing.memory.memo import Memo, nbytes
from sk_hpo.sharing.planning.families import Families
from sk_hpo.sharing.scoring.quick_scores import QuickScores

# Candidates by their ids.
Members = Iterable[tuple[int, dict[str, Any]]]


@dataclass(frozen=True, eq=False)
class SplitData:
    """The rows of one split.

    Parameters
    ----------
    view : View
        The training rows, and the rows to score: the test rows, and the training rows
        if the search returns train scores.
    n_test_samples : int
    scored : tuple of (X, y, score_params)
        One for each set of rows to score.
    quick : tuple of QuickScores
        One for each set of rows to score.
    """

    view: View
    n_test_samples: int
    scored: tuple[Scored, ...]
    quick: tuple[QuickScores, ...]


@dataclass(eq=False)
class GroupState:
    """What a worker knows of the members of a group."""

    number: Hashable = None
    recipes: dict[int, Recipe] = field(default_factory=dict)
    families: Families = field(default_factory=lambda: Families(ROOT))


@dataclass(eq=False)
class Memory:
    """The memory of one worker for one search.

    Parameters
    ----------
    memo : Memo
    writers : Writers
        The steps and estimators that have written into data.
    """

    memo: Memo = field(default_factory=Memo)
    writers: Writers = field(default_factory=Writers)
    _group_state: GroupState = field(default_factory=GroupState)

    def split_data(
        self, workplace: Workplace, split: int, recorder: Recorder
    ) -> SplitData:
        """Return the data of a split. The first call selects the rows of X and y."""
        known: SplitData | None = self.memo.get(("split_data", split))
        if known is not None:
            return known
        problem = workplace.problem
        train, test = problem.splits[split]
        X, y = take_rows(problem.X, problem.y, train)
        X_test, y_test = take_rows(problem.X, problem.y, test)
        scored = [(X_test, y_test, _cut(problem.X, problem.score_params, test))]
        if problem.return_train_score:
            scored.append((X, y, _cut(problem.X, problem.score_params, train)))
        rows = tuple(Rows.of(one[0], recorder) for one in scored)
        fit_params = _cut(problem.X, problem.fit_params, train)
        quick = tuple(
            QuickScores(problem.scorer, y_true, params, recorder)
            for _, y_true, params in scored
        )
        numbers = (train, test, train)[: len(rows) + 1]
        n_rows = num_samples(problem.X)
        all_rows = AllRows(lambda: problem.X, n_rows, numbers, self.memo)
        view = View(ROOT, X, y, rows, fit_params, all_rows)
        made = SplitData(view, num_samples(X_test), tuple(scored), quick)
        self.memo.put(("split_data", split), made, nbytes(X_test))
        return made

    def group_state(
        self, group: Hashable, problem: Problem, members: Members
    ) -> GroupState:
        """Return the state of a group, after adding some of its members."""
        if self._group_state.number != group:
            families = Families(ROOT, group, bitwise=problem.bitwise)
            self._group_state = GroupState(group, families=families)
        for number, params in members:
            if number not in self._group_state.recipes:
                recipe = Recipe(problem.estimator, params)
                self._group_state.recipes[number] = recipe
                self._group_state.families.add(recipe)
        return self._group_state


def _cut(X: Any, params: Any, rows: Any) -> dict[str, Any]:
    cut: dict[str, Any] = check_method_params(X, params=params, indices=rows)
    return cut


class _Memories(threading.local):
    def __init__(self) -> None:
        self.by_workplace: WeakKeyDictionary[Workplace, Memory] = WeakKeyDictionary()


_MEMORIES = _Memories()


def memory_of(workplace: Workplace) -> Memory:
    """Return this worker's memory, which lives as long as the workplace."""
    return _MEMORIES.by_workplace.setdefault(workplace, Memory())
