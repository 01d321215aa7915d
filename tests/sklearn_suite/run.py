"""Compare our searches with scikit-learn's own by scikit-learn's own test suite.

Runs ``sklearn/model_selection/tests/test_search.py`` of the installed scikit-learn
twice: as it is, and with our classes in place of scikit-learn's. Exits with 1 if any
test fails, or is not run, that passes with scikit-learn's classes.
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


def outcomes(*plugins: str) -> dict[str, str]:
    """The outcome of each test of the suite, by the test's id."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "outcomes.json"
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--pyargs", SUITE),
                *("-q", "--no-header", "--tb=short", "-p", "no:cacheprovider"),
                *("-c", os.devnull, "--rootdir", folder, "-p", "recorder"),
                *(part for plugin in plugins for part in ("-p", plugin)),
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
    print(f"scikit-learn {sklearn.__version__}: its own classes", flush=True)
    theirs = outcomes()
    print(f"scikit-learn {sklearn.__version__}: the classes of sk_hpo", flush=True)
    ours = {_their_id(test): how for test, how in outcomes("plugin").items()}
    passing = {test for test, outcome in theirs.items() if outcome == "passed"}
    worse = sorted(test for test in passing if ours.get(test) != "passed")
    for test in worse:
        print(f"WORSE: {test}: {ours.get(test, 'not run')}")
    print(f"{len(passing) - len(worse)} passed, {len(worse)} failed")
    return 1 if worse or not passing else 0


if __name__ == "__main__":
    sys.exit(main())
