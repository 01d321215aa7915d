"""Compare our searches with scikit-learn's own by scikit-learn's own test suite.

Runs ``test_search.py`` and ``test_successive_halving.py`` of the installed scikit-learn
with our classes in place of scikit-learn's, and the tests that do not pass once more as
they are. Exits with 1 if any of them passes with scikit-learn's classes.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import sklearn

HERE = Path(__file__).parent
SUITES = [
    f"sklearn.model_selection.tests.{name}"
    for name in ("test_search", "test_successive_halving")
]


def outcomes(
    suite: str, functions: Iterable[str] = (), plugin: str | None = None
) -> dict[str, str]:
    """The outcome of each test of a suite, or of some functions, by the test's id."""
    tests = [f"{suite}::{name}" for name in functions] or [suite]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "outcomes.json"
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--pyargs", *tests),
                *("-q", "--no-header", "--tb=short", "-p", "no:cacheprovider"),
                *("-c", os.devnull, "--rootdir", folder, "-p", "recorder"),
                *(() if plugin is None else ("-p", plugin)),
            ],
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent.parent)]),
                "SUITE_OUTCOMES": str(report),
            },
            check=False,
        )
        loaded: dict[str, str] = json.loads(report.read_text())
        return loaded


def _their_id(test: str) -> str:
    """The id that a test of ours has where scikit-learn's classes name it."""
    names = {
        "HalvingRandomSearchCV2": "HalvingRandomSearchCV",
        "GridSearchCV2": "GridSearchCV",
        "RandomSearchCV2": "RandomizedSearchCV",
    }
    for ours, theirs in names.items():
        test = test.replace(ours, theirs)
    return test


def compare(suite: str) -> tuple[int, int]:
    """Run a suite, say what differs, and count tests that passed and that did not."""
    ours = outcomes(suite, plugin="plugin")
    passed = {test for test, outcome in ours.items() if outcome == "passed"}
    functions = {test.partition("[")[0].lstrip(":") for test in ours.keys() - passed}
    theirs: dict[str, str] = {}
    if functions:
        print(f"{suite}: scikit-learn's own classes", flush=True)
        theirs = outcomes(suite, sorted(functions))
    equal = {_their_id(test) for test in passed}
    worse = sorted(
        test
        for test, outcome in theirs.items()
        if outcome == "passed" and test not in equal
    )
    for test in worse:
        print(f"WORSE: {test}")
    print(f"{suite}: {len(passed)} passed, {len(worse)} failed", flush=True)
    return len(passed), len(worse)


def main() -> int:
    """Run the suites, and give the exit code."""
    print(f"scikit-learn {sklearn.__version__}: the classes of sk_hpo", flush=True)
    found = [compare(suite) for suite in SUITES]
    return int(any(worse or not passed for passed, worse in found))


if __name__ == "__main__":
    sys.exit(main())
