"""What a checkpoint costs, and how soon a search goes on from a large one.

To reach, on an idle machine:

- 1,500 candidates x 5 splits of GaussianNB on the 150 rows of iris, one fit a
  candidate and split, n_jobs=1: at most 1.15x the time without a checkpoint (noise
  3 %). A new file each time.
- 100,000 candidates x 5 splits that are all in the file: `fit` gives their table within
  10 seconds, and the search holds at most 2.5 KB (of 1,000 bytes) a candidate. The file
  is written with the package's own journal.
"""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

from _record import publish
from _searches import N_SPLITS, X, Y, ours
from _timing import Figure, arguments, interleaved, machine, ratios, timed
from sklearn.model_selection import ParameterGrid

from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.sqlite_journal import SQLiteJournal
from sk_hpo.trial import Candidate, SplitResult

NOISE = 0.03


def main() -> None:
    options = arguments(
        __doc__,
        candidates=(1500, "of the search whose cost is measured"),
        many=(100_000, "candidates of the file that is reopened"),
        rounds=(7, "of the searches with and without"),
    )
    if options.quick:
        options.candidates, options.many, options.rounds = 150, 1_000, 2
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        figures = [*cost(Path(folder), options), *reopening(Path(folder), options.many)]
    publish(options, figures)


def cost(folder: Path, options: Any) -> list[Figure]:
    """Time with a checkpoint, over that without."""
    count = iter(range(10**6))

    def fit(path: Path | None) -> None:
        ours(options.candidates, 1).set_params(checkpoint=path).fit(X, Y)

    calls = {
        "without": lambda: fit(None),
        "with": lambda: fit(folder / f"{next(count)}.db"),
    }
    interleaved(calls, 1)  # warms up
    took = interleaved(calls, options.rounds)
    both = took["with"], took["without"]
    size = (folder / "0.db").stat().st_size / options.candidates / 1e3
    return [
        Figure("with / without a checkpoint", ratios(*both), 1.15, NOISE),
        Figure(
            "with / without a checkpoint, processor time",
            ratios(*both, "cpu"),
            1.15,
            NOISE,
        ),
        Figure("without: seconds", [one.wall for one in took["without"]]),
        Figure("KB a candidate in the file", [size]),
    ]


def reopening(folder: Path, n_candidates: int) -> list[Figure]:
    """Seconds until a search has its table from a file, and its memory."""
    path = folder / "many.db"
    search = ours(n_candidates, 1).set_params(checkpoint=path, refit=False)
    write(path, n_candidates)
    took = timed(lambda: search.fit(X, Y))
    assert search.n_fits == 0
    again = ours(n_candidates, 1).set_params(checkpoint=path, refit=False)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    again.fit(X, Y)
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kilobytes = [(size - before) / n_candidates / 1e3 for size in (held, peak)]
    what = f"reopening {n_candidates:,}: seconds"
    return [
        Figure(what, [took.wall], 10.0),
        Figure(f"{what}, processor time", [took.cpu]),
        Figure("KB held a candidate", kilobytes[:1], 2.5),
        Figure("KB a candidate at most", kilobytes[1:]),
    ]


def write(path: Path, n_candidates: int) -> None:
    """A file of a search that has finished, but for the fits themselves."""
    search = ours(n_candidates, 1)
    # makes the problem and the search; is stopped at its first candidate
    search.set_params(checkpoint=path, callback=lambda trial, search: True).fit(X, Y)
    file = Checkpoint(path)
    file.connection.execute("PRAGMA synchronous = OFF")
    journal = SQLiteJournal(file, 1, 1)
    grid = ParameterGrid(search.param_grid)
    candidates = [Candidate(k, params) for k, params in enumerate(grid)]
    journal.opened(candidates)
    for candidate in candidates:
        for split in range(N_SPLITS):
            score = 0.9 + candidate.id % 100 / 1000
            journal.told(
                SplitResult(candidate.id, split, score, None, 30, 1e-3, 1e-3, None)
            )
    file.close()


if __name__ == "__main__":
    main()
