"""BayesSearchCV's strategy beside other packages', on tuning problems over real data.

All searches of a problem are of the same evaluations: mean scores over five splits,
one result a candidate. A peer runs with its defaults, as its users run it; ours as in
BayesSearchCV: it starts from the estimator's own settings, and knows which parameters
have no influence. Those not installed get an environment of their own, which the script
makes.

The normalised regret of a search is (best known - best so far) / (best known - median
score of a random candidate). To reach, with one candidate in the air at a time:

- regret at 25 / 50 / 100, mean over problems: 0.85 / 0.75 / 0.60 of the best peer's;
- geometric mean over problems of the mean regret relative to random's, at 50: 0.20;
- mean rank at 50: first, and on no problem last;
- evaluations to match random's median best of 100: 26, mean over problems;
- processor time a suggestion at 50: 12 ms.

The model was chosen on other problems than those reported on: see `--tuning`. A whole
run takes hours; with `--store` it can be stopped and goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import _bayes_known
from _bayes_known import Known, best_of
from _bayes_peers import PEERS, PeerError, check
from _bayes_problems import PROBLEMS
from _bayes_report import Results, records, report
from _bayes_search import Found, Search, Store, run
from _record import save
from _timing import json_option, machine
from joblib import Parallel, delayed

N_KNOWN = 2000


def arguments() -> Any:
    """The parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="two problems, two seeds, 15 evaluations")
    add("--problems", nargs="+", choices=PROBLEMS, metavar="PROBLEM")
    add("--tuning", action="store_true", help="the problems that the model is tuned on")
    add("--peers", nargs="+", choices=["ours", "random", *PEERS])
    add("--lag", type=int, nargs="+", default=[1], help="candidates in the air, ours")
    add("--seeds", type=int, default=10)
    add("--n", type=int, default=100, help="evaluations of a search")
    add("--jobs", type=int, default=1, help="searches at a time")
    add("--store", type=Path, help="file of results; those in it are not run again")
    add(
        "--make-known",
        type=int,
        nargs="?",
        const=N_KNOWN,
        metavar="N",
        help=f"look for best scores: N random candidates ({N_KNOWN}), long searches",
    )
    json_option(parser)
    given = parser.parse_args()
    chosen = [name for name, p in PROBLEMS.items() if p.tuning == given.tuning]
    given.problems = given.problems or chosen
    given.peers = given.peers or ["ours", "random", *PEERS]
    if given.quick:
        given.problems, given.seeds, given.n = given.problems[:2], 2, 15
    return given


def installed(peers: Iterable[str]) -> list[str]:
    """Those of the peers that run here; says why others do not."""
    runs = []
    for peer in peers:
        try:
            if peer in PEERS:
                check(peer)
            runs.append(peer)
        except PeerError as error:
            print(f"left out: {peer}, which {error}")
    return runs


def with_lags(peers: Iterable[str], lags: list[int]) -> list[str]:
    """The peers, with one name of ours for each lag."""
    ours = ["ours" if lag == 1 else f"ours, lag {lag}" for lag in lags]
    return [name for peer in peers for name in (ours if peer == "ours" else [peer])]


def carry_out(searches: list[Search], store: Store, n_jobs: int) -> None:
    """Run the searches that the store has not."""
    left = [search for search in searches if store.get(search) is None]
    tasks = (delayed(run)(search) for search in left)
    done = Parallel(n_jobs=n_jobs, return_as="generator_unordered")(tasks)
    for number, found in enumerate(done, 1):
        store.add(found)
        where = f"{found.search.problem}, {found.search.peer}, seed {found.search.seed}"
        print(f"({number} of {len(left)}: {where})", file=sys.stderr)
        if found.error:
            print(f"failed after {len(found.values)}: {where}: {found.error}")


def make_known(given: Any, store: Store) -> None:
    """Run the long searches, and write down what all searches met."""
    for problem in given.problems:
        searches = _bayes_known.searches(problem, given.make_known)
        carry_out(searches, store, given.jobs)
        _bayes_known.make(store, [problem])


def best_known(problem: str, found: list[Found]) -> Known:
    """What is known of a problem, or what these searches say if they know better."""
    known = _bayes_known.read().get(problem)
    if known is None:
        print(f"known from these searches only (see --make-known): {problem}")
        return _bayes_known.known_of(found)
    best = max(best_of(f.values) for f in found)
    if best <= known.best:
        return known
    print(f"better than the best known: {problem}, {best:.6g}, not {known.best:.6g}")
    return replace(known, best=best)


def compare(given: Any, store: Store) -> None:
    """Run the searches of all peers, and print the tables."""
    peers = with_lags(installed(given.peers), given.lag)
    wanted = {
        (problem, peer): [
            Search(problem, peer, seed, given.n) for seed in range(given.seeds)
        ]
        for problem in given.problems
        for peer in peers
    }
    carry_out([s for some in wanted.values() for s in some], store, given.jobs)
    found = {
        key: [f for f in map(store.get, some) if f is not None]
        for key, some in wanted.items()
    }
    known = {
        problem: best_known(problem, store.of(problem)) for problem in given.problems
    }
    results = Results(given.problems, peers, given.n, known, found)
    report(results)
    save(given.json, records(results), "optuna", "scikit-optimize")


def main() -> None:
    given = arguments()
    print(machine("scipy", "optuna", "scikit-optimize"))
    store = Store(given.store)
    if given.make_known is not None:
        make_known(given, store)
    else:
        compare(given, store)


if __name__ == "__main__":
    main()
