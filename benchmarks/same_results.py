"""Whether two trees of sk_hpo suggest and score the same, to the bit.

For changes that should change nothing. The searches of `grid.py` (small), `grad.py`,
`grad_numerical.py` and `bayes.py` run once with the package of the other tree and once
with this one's, each in a process of its own. Those whose candidates, split scores,
numbers of fits or steps of descents differ are printed::

    git worktree add ../before main
    python benchmarks/same_results.py ../before --only "grad ridge"

Both run on one BLAS thread: what threads sum depends on how many there are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from _record import row, save
from _timing import json_option

HERE = Path(__file__).resolve().parents[1]
N_ITER = 25


def searches() -> Iterator[tuple[str, Callable[[], Any]]]:
    """(name, function that returns the fitted search) of each."""
    import _bayes_problems
    import _grad_problems
    import _grid_searches
    import grad_numerical

    for name, listed in _grid_searches.SEARCHES.items():
        yield f"grid {name}", partial(_grid, listed)
    for name, problem in _grad_problems.PROBLEMS.items():
        yield f"grad {name}", partial(_grad, problem)
    for name, parts in grad_numerical.PROBLEMS.items():
        yield f"numerical {name}", partial(_numerical, *parts)
    for name, tuned in _bayes_problems.PROBLEMS.items():
        yield f"bayes {name}", partial(_bayes, tuned)


def _grid(listed: Any) -> Any:
    from sk_hpo import GridSearchCV2

    small = listed.small()
    settings = small.settings() | {"n_jobs": 1, "return_train_score": True}
    return GridSearchCV2(**settings).fit(*small.data)


def _grad(problem: Any) -> Any:
    from sk_hpo import GradSearchCV

    search = GradSearchCV(
        problem.estimator,
        problem.spec(),
        scoring=problem.scoring,
        refit=False,
        random_state=0,
    )
    return search.fit(*problem.load())


def _numerical(load: Any, estimator: Any, spec: Any, scoring: str, cv: Any) -> Any:
    from sk_hpo import GradSearchCV

    search = GradSearchCV(
        estimator,
        spec,
        n_iter=N_ITER,
        scoring=scoring,
        cv=cv,
        refit=False,
        random_state=0,
    )
    return search.fit(*load(return_X_y=True))


def _bayes(problem: Any) -> Any:
    from sk_hpo import BayesSearchCV

    X, y, splits = problem.rows
    search = BayesSearchCV(
        problem.estimator,
        problem.spec,
        n_iter=N_ITER,
        scoring=problem.scoring,
        cv=splits,
        refit=False,
        random_state=0,
    )
    return search.fit(X, y)


def result(search: Any) -> dict[str, Any]:
    """What is compared of a fitted search."""
    table = {
        name: [repr(value) for value in values]
        for name, values in search.cv_results_.items()
        if not name.endswith("_time")
    }
    steps = [
        repr((step.params, step.score, step.gradient))
        for path in getattr(search, "descents", ())
        for step in path.steps
    ]
    return table | {"n_fits": search.n_fits, "steps": steps}


def run(only: str, out: Path) -> None:
    """Run the searches here, and write what they found."""
    warnings.simplefilter("ignore")
    found: dict[str, Any] = {}
    for name, fitted in searches():
        if only.lower() in name.lower():
            found[name] = result(fitted())
    out.write_text(json.dumps(found), encoding="utf-8")


def with_code(tree: Path, only: str, out: Path) -> subprocess.Popen[bytes]:
    """Run the searches of this script on the package of a tree."""
    package = out.parent / f"{out.stem}_package"
    package.mkdir()
    (package / "sk_hpo").symlink_to(tree.resolve() / "sk_hpo")
    environment = os.environ | {
        "PYTHONPATH": str(package),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, __file__, "--run", str(out), "--only", only]
    return subprocess.Popen(command, env=environment)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path, nargs="?", help="a checkout of sk_hpo")
    parser.add_argument("--only", default="", help="part of the names to run")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    json_option(parser)
    given = parser.parse_args()
    if given.run:
        return run(given.only, given.run)
    with tempfile.TemporaryDirectory() as folder:
        files = {side: Path(folder) / f"{side}.json" for side in ("before", "now")}
        trees = {"before": given.before, "now": HERE}
        at_work = [with_code(trees[side], given.only, files[side]) for side in files]
        ended = [process.wait() for process in at_work]
        if any(ended):
            sys.exit("a side ended with an error")
        before, now = (json.loads(file.read_text()) for file in files.values())
    different = compare(before, now)
    save(given.json, rows(different, commit(given.before)))
    sys.exit(any(different.values()))


def compare(before: dict[str, Any], now: dict[str, Any]) -> dict[str, bool]:
    """Print what differs; give for each search whether something does."""
    different = {}
    for name, found in now.items():
        differ = [key for key, value in found.items() if before[name].get(key) != value]
        different[name] = bool(differ)
        if differ:
            print(f"{name}: {', '.join(differ)}")
    print(f"{sum(different.values())} of {len(now)} searches differ")
    return different


def rows(different: dict[str, bool], against: str) -> list[dict[str, Any]]:
    """What is written: how many searches differ, of each benchmark."""
    found: dict[str, list[bool]] = {}
    for name, differs in different.items():
        found.setdefault(name.partition(" ")[0], []).append(differs)
    return [
        row(kind, f"searches of {len(some)} that differ from {against}", sum(some))
        for kind, some in found.items()
    ]


def commit(tree: Path) -> str:
    """The commit of a checkout."""
    asked = ["git", "-C", str(tree), "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    return told.stdout.strip()


if __name__ == "__main__":
    main()
