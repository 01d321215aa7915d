"""The levels of a search: notes of its candidates, columns and order of its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sk_hpo.levels.ladder import OF_A_LEVEL
from sk_hpo.trial import Candidate, ClosedTrial


def notes_of_levels(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, int]]:
    """Return the notes of candidates with these columns; empty if they have no level.

    A score on a part of the resource is then told from one on all of it, in a
    checkpoint too.
    """
    if not columns.keys() >= set(OF_A_LEVEL):
        return []
    rows = zip(*(columns[name] for name in OF_A_LEVEL), strict=True)
    return [dict(zip(OF_A_LEVEL, map(int, row), strict=True)) for row in rows]


def columns_of_levels(candidates: Iterable[Candidate]) -> dict[str, list[int]]:
    """Return the columns that candidates were noted with; empty if one has no level."""
    notes = [candidate.note or {} for candidate in candidates]
    if not notes or not all(note.keys() >= set(OF_A_LEVEL) for note in notes):
        return {}
    return {name: [note[name] for note in notes] for name in OF_A_LEVEL}


def in_order_of_rows(trials: Iterable[ClosedTrial]) -> list[ClosedTrial]:
    """Return trials, which are in the order of the search, in that of `cv_results_`.

    It is level by level, as in scikit-learn's halving searches.
    """
    return sorted(trials, key=lambda trial: trial.candidate.level)
