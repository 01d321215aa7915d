"""What `import sk_hpo` costs beside `import sklearn.model_selection`.

That is what GridSearchCV2 takes; "with all its names" adds what is imported when the
other searches are first asked for. Each import runs in an interpreter
of its own, in turn with the others; the clock runs from before the import statement to
after it, without the start of Python. To reach: at most 1.1x the time, and nothing
optional imported.

Both find their bytecode in a temporary folder, where a first import has put it: in a
clone that is on the path there may be none, which an installed package always has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from _record import publish
from _timing import Figure, Took, arguments, machine, ratios

OURS, THEIRS = "import sk_hpo", "import sklearn.model_selection"
ALL = "from sk_hpo import *"
OPTIONAL = [
    "dask",
    "distributed",
    "ray",
    "optuna",
    "skopt",
    "matplotlib",
    "pandas",
    "polars",
    "rich",
    "torch",
]
PROGRAM = """
import json, sys, time
wall, cpu = time.perf_counter(), time.process_time()
{statement}
took = time.perf_counter() - wall, time.process_time() - cpu
print(json.dumps({{"took": took, "modules": sorted(sys.modules)}}))
"""


def fresh_import(statement: str, bytecode: str) -> tuple[Took, set[str]]:
    """Run an import in a new interpreter: its time, and all that is loaded then."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    out = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(statement=statement)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    answer = json.loads(out.stdout)
    return Took(*answer["took"]), set(answer["modules"])


def main() -> None:
    options = arguments(__doc__, rounds=(15, "of both imports"))
    rounds = 3 if options.quick else options.rounds
    print(machine())
    statements = [OURS, THEIRS, ALL]
    took: dict[str, list[Took]] = {statement: [] for statement in statements}
    with TemporaryDirectory() as bytecode:
        loaded = {one: fresh_import(one, bytecode)[1] for one in statements}
        for number in range(rounds):
            for one in reversed(statements) if number % 2 else statements:
                took[one].append(fresh_import(one, bytecode)[0])
    publish(
        options,
        [
            Figure("ours / theirs", ratios(took[OURS], took[THEIRS]), 1.1),
            Figure(
                "ours / theirs, processor time",
                ratios(took[OURS], took[THEIRS], "cpu"),
            ),
            Figure("with all its names / theirs", ratios(took[ALL], took[THEIRS])),
            *(Figure(f"{s}: ms", [1e3 * t.wall for t in took[s]]) for s in statements),
        ],
    )
    added = loaded[ALL] - loaded[THEIRS]
    for who, names in (("sk_hpo", added), ("scikit-learn itself", loaded[THEIRS])):
        optional = sorted(names.intersection(OPTIONAL))
        print(f"optional modules imported by {who}: {', '.join(optional) or 'none'}")
    foreign = sorted(name for name in added if not name.startswith("sk_hpo"))
    print(
        f"modules of sk_hpo: {len(added) - len(foreign)};"
        f" others that only it imports: {', '.join(foreign) or 'none'}"
    )


if __name__ == "__main__":
    main()
