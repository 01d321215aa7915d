"""Whether a search of many candidates costs more for each of them than a small one.

20,000 candidates x 5 splits of GaussianNB on the 150 rows of iris, with
``share_fits=False``, beside 1,000 candidates. To reach:

- time a candidate: at most 1.1x that at 1,000. In each round half of the small searches
  run before the large one and half after it; their mean is what it is compared with.
- memory held a candidate: at most 2.5 KB (of 1,000 bytes) with 5 splits. It is what
  tracemalloc counts more after `fit` than before, with the search alive and garbage
  collected; the highest it was meanwhile is given too, and scikit-learn's own figures.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from statistics import fmean
from typing import Any

from _record import publish
from _searches import X, Y, ours, theirs
from _timing import Figure, Took, arguments, machine, timed

REACH_TIME = 1.1
REACH_KB = 2.5


def main() -> None:
    options = arguments(
        __doc__,
        candidates=(20_000, "of the large search"),
        few=(1_000, "candidates of the small ones"),
        rounds=(3, "of the large search, for each n_jobs"),
        around=(6, "small searches around each large one"),
    )
    if options.quick:
        options.candidates, options.few, options.rounds = 1_000, 100, 1
    print(machine())
    figures = []
    for n_jobs in (1, 2):
        ours(options.few, n_jobs).fit(X, Y)  # warms up
        figures += growth(n_jobs, options)
    for name, make in (("ours", ours), ("theirs", theirs)):
        for n_jobs in (1, 2):
            figures += memory(name, make, n_jobs, options.candidates)
    publish(options, figures)


def growth(n_jobs: int, options: Any) -> list[Figure]:
    """Time a candidate of the large search, over that of the small ones around it."""
    wall, cpu = [], []
    for _ in range(options.rounds):
        half = options.around // 2
        small = [_time(options.few, n_jobs) for _ in range(half)]
        large = _time(options.candidates, n_jobs)
        small += [_time(options.few, n_jobs) for _ in range(half)]
        wall.append(large.wall / fmean(took.wall for took in small))
        cpu.append(large.cpu / fmean(took.cpu for took in small))
    factor = options.few / options.candidates
    label = f"n_jobs={n_jobs}: time a candidate, many / few"
    return [
        Figure(label, [ratio * factor for ratio in wall], REACH_TIME),
        Figure(f"{label}, processor time here", [ratio * factor for ratio in cpu]),
    ]


def memory(
    name: str, make: Callable[[int, int], Any], n_jobs: int, n_candidates: int
) -> list[Figure]:
    """Kilobytes a candidate that are held after a search, and at most during it."""
    search = make(n_candidates, n_jobs)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    search.fit(X, Y)
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kilobytes = [(size - before) / n_candidates / 1e3 for size in (held, peak)]
    reach = REACH_KB if name == "ours" else None
    return [
        Figure(f"{name}, n_jobs={n_jobs}: KB held a candidate", kilobytes[:1], reach),
        Figure(f"{name}, n_jobs={n_jobs}: KB a candidate at most", kilobytes[1:]),
    ]


def _time(n_candidates: int, n_jobs: int) -> Took:
    search = ours(n_candidates, n_jobs)
    return timed(lambda: search.fit(X, Y))


if __name__ == "__main__":
    main()
