"""Searches of this tree beside those of an earlier commit: is anything slower now?

    python benchmarks/commits.py COMMIT [--pairs 8] [--rounds 25] [--quick]

One process runs this tree and one runs COMMIT, in a worktree of git that is removed at
the end. They take turns, on the same searches of a few tenths of a second, with one
thread each. The ratio is that of the processor times, its median over the rounds. Two
processes of the same tree differ by a percent or two, from their places in memory, so
there are several pairs of them; the figure is the median over the pairs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from _record import rows_of, save
from _timing import Figure, json_option, machine, show

HERE = Path(__file__).resolve()
ROOT = HERE.parent.parent


def searches() -> dict[str, Callable[[int], object]]:
    """Give what is timed, by name; the argument is a seed."""
    from sklearn.datasets import load_diabetes
    from sklearn.svm import SVR
    from sklearn.tree import DecisionTreeRegressor

    from sk_hpo import BayesSearchCV, GridSearchCV2

    data = load_diabetes(return_X_y=True)
    grid = {"min_samples_leaf": list(range(1, 16)), "max_features": [0.3, 0.6]}
    space = {
        "C": (1e-2, 1e3, "log-uniform"),
        "gamma": (1e-3, 1e1, "log-uniform"),
        "epsilon": (1e-3, 1e1, "log-uniform"),
    }

    def of_grid(seed: int) -> object:
        tree = DecisionTreeRegressor(max_depth=4, random_state=seed)
        return GridSearchCV2(tree, grid, refit=False).fit(*data)

    def of_model(seed: int) -> object:
        return BayesSearchCV(
            SVR(), space, n_iter=15, random_state=seed, refit=False
        ).fit(*data)

    return {"GridSearchCV2": of_grid, "BayesSearchCV": of_model}


def serve() -> None:
    """Run the search that each line of the input names; print its processor time."""
    warnings.simplefilter("ignore")
    known = searches()
    for line in sys.stdin:
        name, seed = line.split()
        start = time.process_time()
        known[name](int(seed))
        print(time.process_time() - start, flush=True)


class Tree:
    """A process that runs the package of one tree."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE), "--serve"],
            env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def took(self, name: str, seed: int) -> float:
        """Give the processor time of a search, in seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(name, seed, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())


@contextmanager
def worktree(commit: str) -> Iterator[Path]:
    """Give a folder with the files of a commit."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "before"
        subprocess.run([*git, "add", "-q", "--detach", folder, commit], check=True)
        try:
            yield folder
        finally:
            subprocess.run([*git, "remove", "--force", folder], check=True)


def ratios(now: Tree, before: Tree, name: str, rounds: int) -> list[float]:
    """Give the ratio of each round."""
    for tree in (now, before):
        tree.took(name, 0)  # imports
    found = []
    for number in range(rounds):
        order = [now, before] if number % 2 else [before, now]
        took = {tree: tree.took(name, number) for tree in order}
        found.append(took[now] / took[before])
    return found


def main() -> None:
    """Print a line for each search."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("commit")
    parser.add_argument("--pairs", type=int, default=8, help="of processes")
    parser.add_argument("--rounds", type=int, default=25, help="of each pair")
    parser.add_argument("--quick", action="store_true", help="shows that it runs")
    json_option(parser)
    options = parser.parse_args()
    n_pairs, rounds = (2, 2) if options.quick else (options.pairs, options.rounds)
    print(machine())
    found: dict[str, list[float]] = {name: [] for name in searches()}
    with worktree(options.commit) as folder:
        for _ in range(n_pairs):
            with Tree(ROOT) as now, Tree(folder) as before:
                for name, medians in found.items():
                    medians.append(median(ratios(now, before, name, rounds)))
    what = f"processor time / that of {options.commit}"
    figures = {name: Figure(what, found[name], 1.01) for name in found}
    rows = []
    for name, figure in figures.items():
        print(name)
        show([figure])
        rows += rows_of(name, [figure])
    save(options.json, rows)


if __name__ == "__main__":
    serve() if "--serve" in sys.argv else main()
