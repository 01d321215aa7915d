"""Read the searches of a checkpoint file, without their estimators and data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sk_hpo.history import History
from sk_hpo.journal import codec
from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.sqlite_journal import (
    CANDIDATES,
    FIT_COLUMNS,
    STOPS,
    result_of,
    stop_of,
)
from sk_hpo.levels.ladder import levels_of_text


@dataclass(frozen=True)
class Saved:
    """A search as it is stored in a file.

    Parameters
    ----------
    name, estimator, begun : str
    settings, versions : dict of str to str
    seed : int or None
    error_score : float or "raise"
    train_scores : bool
    history : History
        Params that were objects are texts.
    """

    name: str
    estimator: str
    begun: str
    settings: dict[str, str]
    versions: dict[str, str]
    seed: int | None
    error_score: Any
    train_scores: bool
    history: History


def saved_searches(path: Any) -> Iterator[Saved]:
    """Yield the searches of a file, in the order in which they began.

    Raises
    ------
    OSError, ValueError
        If the file does not exist or is not a checkpoint: see `open_to_read`.
    """
    with closing(Checkpoint(path, reads=True)) as checkpoint:
        texts = dict(checkpoint.read("SELECT content, text FROM objects"))
        rows = checkpoint.read(
            "SELECT searches.id, class, estimator, begun, settings, versions, seed,"
            " error_score, train_scores, n_splits FROM searches"
            " JOIN problems ON problems.id = searches.problem ORDER BY searches.id"
        )
        for number, name, estimator, begun, settings, versions, seed, *rest in rows:
            error_score, train_scores, n_splits = rest
            with checkpoint.understood():
                shown = json.loads(settings)
                n_levels, of_rows = levels_of_text(shown.get("levels"))
                history = History(
                    n_splits // n_levels if of_rows else n_splits,
                    races=True,
                    n_levels=n_levels,
                    rows_by_level=of_rows,
                )
                saved = Saved(
                    name=name,
                    estimator=estimator,
                    begun=begun,
                    settings=shown,
                    versions=json.loads(versions),
                    seed=seed,
                    error_score=_error_score(error_score),
                    train_scores=bool(train_scores),
                    history=_fill(history, checkpoint, number, texts),
                )
            yield saved


def _fill(
    history: History, checkpoint: Checkpoint, search: int, texts: dict[str, str]
) -> History:
    rows = checkpoint.read(STOPS, (search,))
    stops = {stop.candidate: stop for stop in map(stop_of, rows)}
    for number, text, note, params in checkpoint.read(CANDIDATES, (search,)):
        shown = codec.read_for_people(text, texts)
        candidate = history.open(shown, codec.read_note(note))
        sql = f"SELECT {FIT_COLUMNS} FROM fits WHERE params = ?"
        for row in checkpoint.read(sql, (params,)):
            result = result_of(candidate.id, row)
            if history.needs(result):
                history.tell(result)
        if number not in stops and not history.missing(candidate):
            history.complete(number)
    sql = "SELECT number, path FROM paths WHERE search = ? ORDER BY number"
    for number, text in checkpoint.read(sql, (search,)):
        history.tell_path(number, codec.read_path_for_people(text, texts))
    for one in stops.values():
        if history.has(one.candidate, one.splits) and history.trial(one.leader):
            args = one.splits, one.probability, one.leader, one.error
            history.stop(one.candidate, *args)
    return history


def _error_score(text: float | str) -> Any:
    return text if text == "raise" else codec.read_scores(text)
