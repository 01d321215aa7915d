"""How much faster GridSearchCV2 is where candidates share work, at the same scores.

Searches as users write them (`_grid_searches.py`), each by GridSearchCV2, GridSearchCV,
GridSearchCV with a Pipeline that has a ``memory``, and dask-ml's GridSearchCV, all with
one thread and the refit included. A call of each in every round; a ratio is of the
times of one round, the figure is the median of the rounds. Times are of the
processor, but of the clock with ``n_jobs=2`` and beside dask-ml. Scores are asserted
to be those of scikit-learn: the same bits, or to 1e-9 where a shared fit rounds
differently.

- speed: scikit-learn's time over ours; "memory=" and "dask-ml": scikit-learn's time
  over theirs ("-": no Pipeline; dask-ml that fails says with what below the table);
- limit: scikit-learn's time over that of the fits and scorings that no method could
  avoid (`_grid_limits.py`); "of limit": that time over ours;
- MB: peak memory of a fresh process with our search over that with scikit-learn's;
- plan: percent of our time that goes into finding what is shared.

To reach: the speeds in the table; their geometric mean, searches with nothing to share
left out, at least 3.8 and 90 % of that of the limits; plan below 1 % where there is
nothing to share; memory below 2.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from statistics import geometric_mean, median
from typing import Any

import numpy as np
from _dask_ml import DaskML, DaskMLError
from _grid_limits import STAND_INS
from _grid_searches import N_SPLITS, SEARCHES, Search
from _peak import peak
from _record import row as recorded
from _record import rows_of, save
from _timing import (
    Figure,
    Took,
    interleaved,
    json_option,
    machine,
    ratios,
    show,
    timed,
)
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, ParameterGrid
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from sk_hpo import GridSearchCV2

OURS, THEIRS, MEMORY, DASK, LIMIT = "ours", "theirs", "memory=", "dask-ml", "limit"
SCORES_DIFFER_BY = 1e-9
NOISE = 0.03
HEAD = (
    f"{'':<19} {'n':>4} {'seconds':>14}  {'speed':>6} {'spread':^15} {'reach':>6}"
    f" {'memory=':>8} {'dask-ml':>8} {'limit':>6} {'of limit':>8} {'MB':>5} {'plan':>6}"
)


@dataclass
class Row:
    """What was measured of one search.

    Parameters
    ----------
    name : str
    search : Search
    took : dict of str to list of Took
        Of each of those that run it, round by round.
    plan_seconds : float
    megabytes : float or None
        Ours over theirs.
    notes : list of str
        What went otherwise than wanted.
    """

    name: str
    search: Search
    took: dict[str, list[Took]]
    plan_seconds: float
    megabytes: float | None
    notes: list[str] = field(default_factory=list)

    def clock(self, who: str = OURS) -> str:
        """Processor time, which others disturb less, where this process does all."""
        return "wall" if who == DASK or self.search.n_jobs > 1 else "cpu"

    def seconds(self, who: str) -> list[float]:
        """The times of one of them."""
        return [getattr(one, self.clock(who)) for one in self.took[who]]

    def times(self, who: str, base: str = THEIRS) -> float | None:
        """The median of the time of `base` over that of `who`."""
        if who not in self.took:
            return None
        return median(ratios(self.took[base], self.took[who], self.clock(who)))

    @property
    def speed(self) -> Figure:
        """How much faster we are."""
        values = ratios(self.took[THEIRS], self.took[OURS], self.clock())
        return Figure(self.name, values, self.search.reach, NOISE, at_least=True)

    def __str__(self) -> str:
        seconds = {who: median(self.seconds(who)) for who in self.took}
        speed = self.speed
        both = f"{seconds[THEIRS]:.3g} / {seconds[OURS]:.3g}"
        spread = f"{min(speed.values):.2f} .. {max(speed.values):.2f}"
        plan = self.plan_seconds / seconds[OURS]
        parts = [
            f"{self.name:<19} {self.search.n_candidates:>4} {both:>14} ",
            f"{median(speed.values):>6.2f} {spread:^15}",
            f"{'' if speed.reach is None else speed.reach:>6}",
            *(f"{_number(self.times(who)):>8}" for who in (MEMORY, DASK)),
            f"{_number(self.times(LIMIT)):>6}",
            f"{_number(self.times(OURS, LIMIT) if LIMIT in self.took else None):>8}",
            f"{_number(self.megabytes):>5} {plan:>6.2%}",
            speed.verdict,
        ]
        return " ".join(parts).rstrip()


def main() -> None:
    options = _arguments()
    names = options.names or list(SEARCHES)
    dask, problem = _dask(wanted=not options.no_dask_ml)
    print(machine())
    print(HEAD)
    rows = []
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        for name in names:
            row = _measured(name, options, dask, folder)
            rows.append(row)
            print(row, flush=True)
    if dask is not None:
        dask.close()
    for note in [
        *problem,
        *(f"{row.name}: {one}" for row in rows for one in row.notes),
    ]:
        print(note)
    save(options.json, [*_records(rows), *rows_of("all", _show_means(rows))])


def _arguments() -> Any:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", help=f"searches, of {', '.join(map(repr, SEARCHES))}"
    )
    parser.add_argument("--rounds", type=int, default=5, help="of each search")
    parser.add_argument(
        "--quick", action="store_true", help="small: shows that the script runs"
    )
    json_option(parser)
    parser.add_argument("--no-dask-ml", action="store_true", help="leave dask-ml out")
    parser.add_argument("--no-memory", action="store_true", help="leave MB out")
    options = parser.parse_args()
    unknown = set(options.names) - set(SEARCHES)
    if unknown:
        parser.error(f"no such search: {', '.join(sorted(unknown))}")
    if options.quick:
        options.rounds = 1
    return options


def _dask(*, wanted: bool) -> tuple[DaskML | None, list[str]]:
    if not wanted:
        return None, []
    try:
        return DaskML(), []
    except DaskMLError as error:
        return None, [f"dask-ml {error}"]


def _measured(name: str, options: Any, dask: DaskML | None, folder: str) -> Row:
    small = SEARCHES[name].small()
    search = small if options.quick else SEARCHES[name]
    notes: list[str] = []
    # workers start, rules are imported; and the limit has to know the best setting
    GridSearchCV(**small.settings()).fit(*small.data)
    best = GridSearchCV2(**search.settings()).fit(*search.data).best_params_
    fitted: dict[str, Any] = {}
    calls = _calls(search, best, fitted, folder)
    if dask is not None and search.n_jobs == 1:
        _add_dask(dask, name, options, calls, notes)
    if search.n_jobs > 1:
        del calls[LIMIT]
    timings = interleaved(calls, options.rounds)
    _assert_same(search, fitted)
    if LIMIT in fitted and not _limit_is_right(search, fitted):
        notes.append("limit: its scores are not those of the search")
    return Row(
        name,
        search,
        timings,
        _plan_seconds(search),
        None if options.no_memory else _megabytes(name, quick=options.quick),
        notes,
    )


def _calls(
    search: Search, best: dict[str, Any], fitted: dict[str, Any], folder: str
) -> dict[str, Callable[[], Any]]:
    """The search by each package that runs in this process, and its limit."""
    X, y = search.data
    settings = search.settings()

    def fit(who: str, kind: Any, **other: Any) -> None:
        fitted[who] = kind(**{**settings, **other}).fit(X, y)

    def with_memory() -> None:
        # empty every time, as a user's is at first
        memory = tempfile.mkdtemp(dir=folder)
        estimator = clone(search.estimator).set_params(memory=memory)
        fit(MEMORY, GridSearchCV, estimator=estimator)

    def limit() -> None:
        estimator = clone(search.estimator).set_params(**best)
        fitted[LIMIT] = search.run_limit(estimator)

    calls: dict[str, Callable[[], Any]] = {
        OURS: lambda: fit(OURS, GridSearchCV2),
        THEIRS: lambda: fit(THEIRS, GridSearchCV),
        LIMIT: limit,
    }
    if isinstance(search.estimator, Pipeline):
        calls[MEMORY] = with_memory
    return calls


def _add_dask(
    dask: DaskML,
    name: str,
    options: Any,
    calls: dict[str, Callable[[], Any]],
    notes: list[str],
) -> None:
    try:
        dask.prepare(name, quick=options.quick)
    except DaskMLError as error:
        notes.append(f"dask-ml: {error}")
    else:
        calls[DASK] = dask.fit


def _assert_same(search: Search, fitted: dict[str, Any]) -> None:
    """All that scikit-learn's search says of scores, ours says too."""
    theirs, ours = fitted[THEIRS].cv_results_, fitted[OURS].cv_results_
    assert theirs["params"] == ours["params"]
    for split in range(N_SPLITS):
        column = f"split{split}_test_score"
        a, b = theirs[column], ours[column]
        if search.rounds:
            np.testing.assert_allclose(b, a, rtol=0, atol=SCORES_DIFFER_BY)
        else:
            np.testing.assert_array_equal(b, a)


def _limit_is_right(search: Search, fitted: dict[str, Any]) -> bool:
    """Whether the limit has found the scores of all candidates, in any order."""
    found = fitted[THEIRS].cv_results_
    theirs = [np.sort(found[f"split{split}_test_score"]) for split in range(N_SPLITS)]
    its = [np.sort(scores) for scores in fitted[LIMIT]]
    if search.limit in STAND_INS:
        return np.shape(its) == np.shape(theirs)
    return bool(np.allclose(its, theirs, rtol=0, atol=SCORES_DIFFER_BY))


def _plan_seconds(search: Search) -> float:
    from sk_hpo.sharing.planning.plan import plan

    candidates = list(ParameterGrid(dict(search.grid)))
    took = [timed(lambda: plan(search.estimator, candidates, {})) for _ in range(5)]
    # processor time: it is short, and others may be at work
    return median(one.cpu for one in took)


def _megabytes(name: str, *, quick: bool) -> float:
    return peak(name, OURS, quick=quick) / peak(name, THEIRS, quick=quick)


def _records(rows: list[Row]) -> list[dict[str, Any]]:
    """What is kept of each search: how much faster each is, and the seconds."""
    names = {
        OURS: "GridSearchCV2",
        THEIRS: "GridSearchCV",
        MEMORY: "Pipeline with memory",
        DASK: "dask-ml",
        LIMIT: "fewest fits",
    }
    found = []
    for one in rows:
        found += rows_of(one.name, [replace(one.speed, what="GridSearchCV2: times")])
        for who, took in one.took.items():
            figures = [Figure(f"{names[who]}: seconds", one.seconds(who))]
            if who in {MEMORY, DASK}:
                speeds = ratios(one.took[THEIRS], took, one.clock(who))
                figures.append(Figure(f"{names[who]}: times", speeds))
            found += rows_of(one.name, figures)
        if one.megabytes is not None:
            what = "GridSearchCV2: peak memory, over GridSearchCV's"
            found.append(recorded(one.name, what, one.megabytes, reach=2.0))
    return found


def _show_means(rows: list[Row]) -> list[Figure]:
    sharing = [row for row in rows if row.search.shares and row.search.n_jobs == 1]
    if not sharing:
        return []
    rounds = range(min(len(row.speed.values) for row in sharing))
    of_speeds = [geometric_mean(row.speed.values[i] for row in sharing) for i in rounds]
    limits = [ratios(row.took[LIMIT], row.took[OURS], row.clock()) for row in sharing]
    of_limits = [geometric_mean(one[i] for one in limits) for i in rounds]
    figures = [
        Figure("geometric mean: speed", of_speeds, 3.8, NOISE, at_least=True),
        Figure("geometric mean: of limit", of_limits, 0.9, NOISE, at_least=True),
    ]
    show(figures)
    return figures


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
