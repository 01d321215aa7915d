"""Compare our searches with scikit-learn's own by scikit-learn's own test suite.

Runs ``sklearn/model_selection/tests/test_search.py`` of the installed scikit-learn with
our classes in place of scikit-learn's, and the tests that do not pass once more as they
are. Exits with 1 if any of them passes with scikit-learn's classes.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import sklearn

HERE = Path(__file__).parent
SUITE = "sklearn.model_selection.tests.test_search"


def outcomes(*tests: str, plugin: str | None = None) -> dict[str, str]:
    """The outcome of each test of the suite, or of those given, by the test's id."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "outcomes.json"
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--pyargs", *(tests or [SUITE])),
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
    return test.replace("GridSearchCV2", "GridSearchCV").replace(
        "RandomSearchCV2", "RandomizedSearchCV"
    )


def main() -> int:
    """Run both, say what differs, and give the exit code."""
    print(f"scikit-learn {sklearn.__version__}: the classes of sk_hpo", flush=True)
    ours = outcomes(plugin="plugin")
    passed = {test for test, outcome in ours.items() if outcome == "passed"}
    functions = {test.partition("[")[0].lstrip(":") for test in ours.keys() - passed}
    theirs: dict[str, str] = {}
    if functions:
        print(f"scikit-learn {sklearn.__version__}: its own classes", flush=True)
        theirs = outcomes(*(f"{SUITE}::{name}" for name in sorted(functions)))
    equal = {_their_id(test) for test in passed}
    worse = sorted(
        test
        for test, outcome in theirs.items()
        if outcome == "passed" and test not in equal
    )
    for test in worse:
        print(f"WORSE: {test}")
    print(f"{len(passed)} passed, {len(worse)} failed")
    return 1 if worse or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
