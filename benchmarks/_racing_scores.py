"""Scores of 100 random candidates on all splits: the tables that races are run on.

The candidates are those that BayesSearchCV's space of a problem samples; they are
evaluated once, without racing, by a search that shares what they have in common. A
table takes seconds to minutes, so it is kept in a file.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from _bayes_problems import PROBLEMS
from _bayes_search import space_of
from sklearn.datasets import load_diabetes
from sklearn.model_selection import (
    KFold,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    StratifiedKFold,
)
from threadpoolctl import threadpool_limits

from sk_hpo import GridSearchCV2

N_CANDIDATES = 100
SPLITTERS: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "5": (lambda: KFold(5), lambda: StratifiedKFold(5)),
    "10": (lambda: KFold(10), lambda: StratifiedKFold(10)),
    "5 x 10": (
        lambda: RepeatedKFold(n_splits=10, n_repeats=5, random_state=0),
        lambda: RepeatedStratifiedKFold(n_splits=10, n_repeats=5, random_state=0),
    ),
}


def splitter_of(problem: str, splits: str) -> Any:
    """The splitter of a problem: stratified for classifiers."""
    regression, classification = SPLITTERS[splits]
    is_regression = PROBLEMS[problem].load is load_diabetes
    return regression() if is_regression else classification()


def path_of(problem: str, splits: str, folder: Path) -> Path:
    """The file of a table."""
    return folder / f"{problem}, {splits}.npz".replace(" ", "_").replace(",", "")


def table(problem: str, splits: str, folder: Path) -> npt.NDArray[np.float64] | None:
    """The scores of a table, (candidates, splits); NaN where a fit failed.

    None if there is no file of it.
    """
    path = path_of(problem, splits, folder)
    if not path.exists():
        return None
    with np.load(path) as found:
        scores: npt.NDArray[np.float64] = found["scores"]
    return scores


def make(
    problems: list[str], kinds: list[str], folder: Path, timeout: float
) -> Iterator[tuple[str, str, int, float]]:
    """Make the tables that are missing, small ones first.

    Parameters
    ----------
    problems : list of str
    kinds : list of str
        Of `SPLITTERS`.
    folder : Path
    timeout : float
        Seconds for a table. One that takes longer has fewer candidates: delete its file
        to have it made again.

    Yields
    ------
    problem, splits : str
    n : int
        How many candidates the table has.
    seconds : float
        Processor time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    took = dict.fromkeys(problems, 0.0)
    for splits in kinds:
        for problem in sorted(problems, key=took.__getitem__):
            path = path_of(problem, splits, folder)
            if not path.exists():
                scores, took[problem] = _scores(problem, splits, timeout)
                np.savez(path, scores=scores, seconds=took[problem])
                yield problem, splits, len(scores), took[problem]
            else:
                with np.load(path) as found:
                    took[problem] = float(found["seconds"])


def _scores(
    problem: str, splits: str, timeout: float
) -> tuple[npt.NDArray[np.float64], float]:
    given = PROBLEMS[problem]
    X, y, _ = given.rows
    drawn = space_of(problem).sample(N_CANDIDATES, np.random.default_rng(0))
    search = GridSearchCV2(
        given.estimator,
        [{name: [value] for name, value in params.items()} for params in drawn],
        scoring=given.scoring,
        cv=splitter_of(problem, splits),
        refit=False,
        timeout=timeout,
    )
    start = time.process_time()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # failed fits, and those that are stopped early
        search.fit(X, y)
    columns = [f"split{i}_test_score" for i in range(search.n_splits_)]
    scores = np.column_stack([search.cv_results_[column] for column in columns])
    return scores, time.process_time() - start
