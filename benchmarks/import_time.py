"""What `import sk_hpo` costs beside `import sklearn.model_selection`.

Each import runs in an interpreter of its own, in turn with the other; the clock runs
from before the import statement to after it, without the start of Python. To reach: at
most 1.1x the time, and nothing optional imported.

Both find their bytecode in a temporary folder, where a first import has put it: in a
clone that is on the path there may be none, which an installed package always has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from _timing import Figure, Took, arguments, machine, ratios, show

MODULES = ["sk_hpo", "sklearn.model_selection"]
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
import {module}
took = time.perf_counter() - wall, time.process_time() - cpu
print(json.dumps({{"took": took, "modules": sorted(sys.modules)}}))
"""


def fresh_import(module: str, bytecode: str) -> tuple[Took, set[str]]:
    """Import `module` in a new interpreter: its time, and all that is loaded then."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    out = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module)],
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
    took: dict[str, list[Took]] = {module: [] for module in MODULES}
    with TemporaryDirectory() as bytecode:
        loaded = {module: fresh_import(module, bytecode)[1] for module in MODULES}
        for number in range(rounds):
            for module in reversed(MODULES) if number % 2 else MODULES:
                took[module].append(fresh_import(module, bytecode)[0])
    both = took[MODULES[0]], took[MODULES[1]]
    show(
        [
            Figure("ours / theirs", ratios(*both), 1.1),
            Figure("ours / theirs, processor time", ratios(*both, "cpu")),
            *(Figure(f"{m}: ms", [1e3 * t.wall for t in took[m]]) for m in MODULES),
        ]
    )
    ours, theirs = loaded.values()
    added = ours - theirs
    for who, names in (("sk_hpo", added), ("scikit-learn itself", theirs)):
        optional = sorted(names.intersection(OPTIONAL))
        print(f"optional modules imported by {who}: {', '.join(optional) or 'none'}")
    foreign = sorted(name for name in added if not name.startswith("sk_hpo"))
    print(
        f"modules of sk_hpo: {len(added) - len(foreign)};"
        f" others that only it imports: {', '.join(foreign) or 'none'}"
    )


if __name__ == "__main__":
    main()
