"""What the engine costs on fits that cost almost nothing, beside scikit-learn.

1,500 candidates x 5 splits of GaussianNB on the 150 rows of iris, ``share_fits=False``.
To reach, on an idle machine:

- n_jobs=1: at most 1.0x the time of GridSearchCV (noise 3 %);
- n_jobs=2, workers warm: at most 0.65x our own time at n_jobs=1, and at most 1.0x the
  time of GridSearchCV at n_jobs=2 (noise 3 %).

The second line of n_jobs=1 compares processor time, which other processes disturb less.
"""

from __future__ import annotations

from _record import publish
from _searches import X, Y, ours, theirs
from _timing import Figure, arguments, interleaved, machine, ratios

NOISE = 0.03


def main() -> None:
    options = arguments(
        __doc__, candidates=(1500, "of a search"), rounds=(9, "of all four searches")
    )
    n = 150 if options.quick else options.candidates
    rounds = 3 if options.quick else options.rounds
    print(machine())
    searches = {
        f"{name} {n_jobs}": make(n, n_jobs)
        for n_jobs in (1, 2)
        for name, make in (("ours", ours), ("theirs", theirs))
    }
    calls = {name: (lambda s=s: s.fit(X, Y)) for name, s in searches.items()}
    interleaved({"ours": calls["ours 2"], "theirs": calls["theirs 2"]}, 1)  # warms up
    took = interleaved(calls, rounds)
    both = took["ours 1"], took["theirs 1"]
    publish(
        options,
        [
            Figure("n_jobs=1: ours / theirs", ratios(*both), 1.0, NOISE),
            Figure("n_jobs=1: ours / theirs, processor time", ratios(*both, "cpu")),
            Figure("ours: n_jobs=2 / n_jobs=1", ratios(took["ours 2"], both[0]), 0.65),
            Figure(
                "n_jobs=2: ours / theirs",
                ratios(took["ours 2"], took["theirs 2"]),
                1.0,
                NOISE,
            ),
            Figure("theirs: n_jobs=2 / n_jobs=1", ratios(took["theirs 2"], both[1])),
            *(
                Figure(f"{name}: seconds", [one.wall for one in took[name]])
                for name in searches
            ),
        ],
    )


if __name__ == "__main__":
    main()
