"""The programs in examples/ run to their end, on smaller problems than their own."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import randint
from sklearn.datasets import make_classification
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2

EXAMPLES = Path(__file__).parents[1] / "examples"
SMALLER = {"max_depth": [1, 2], "min_samples_split": [2, 5]}


@pytest.fixture
def quick_start():
    """The names of the example, as after an import of it."""
    return runpy.run_path(str(EXAMPLES / "quick_start.py"), run_name="quick_start")


def test_every_example_is_tested_here():
    assert {path.name for path in EXAMPLES.rglob("*.py")} == {"quick_start.py"}


def test_quick_start_searches_what_it_says(quick_start):
    """The comparison that the README promises: issue 2, "README with two commands"."""
    grid = {
        "n_estimators": [10, 50, 100, 200],
        "max_depth": [None, 10, 20, 30],
        "min_samples_split": [2, 5, 10],
    }
    assert quick_start["GRID"] == grid
    distributions = quick_start["DISTRIBUTIONS"]
    assert distributions.keys() == grid.keys()
    assert distributions["n_estimators"].support() == (10, 200)
    assert distributions["max_depth"] == [None, *range(2, 31)]
    assert distributions["min_samples_split"].support() == (2, 10)
    for search in quick_start["SEARCHES"]:
        assert type(search.estimator).__name__ == "RandomForestClassifier"
        assert search.verbose == 1


def test_quick_start_runs_to_its_end(quick_start, capsys):
    asked = {}

    def smaller_problem(**settings):
        asked.update(settings)
        return make_classification(n_samples=60, n_features=20, random_state=0)

    searches = quick_start["SEARCHES"]
    for search in searches:
        search.set_params(estimator=DecisionTreeClassifier(random_state=0), cv=3)
        if isinstance(search, GridSearchCV2):
            search.set_params(param_grid=SMALLER)
        else:
            smaller = {"max_depth": randint(1, 4), "min_samples_split": [2, 5]}
            search.set_params(param_distributions=smaller, n_iter=3)
        search.set_params(n_jobs=1)
    main = quick_start["main"]
    main.__globals__["make_classification"] = smaller_problem
    main()
    assert asked == {"n_samples": 1000, "n_features": 20, "random_state": 42}

    out = capsys.readouterr().out
    table = out[out.index("\n\n") + 2 :].splitlines()
    assert " ".join(table[0].split()) == "search best score candidates fits seconds"
    assert len(table) == 1 + len(searches)
    for line, search in zip(table[1:], searches, strict=True):
        name, score, candidates, fits, seconds = line.split()
        assert name == type(search).__name__
        assert float(score) == pytest.approx(search.best_score_, abs=1e-4)
        assert int(candidates) == len(search.cv_results_["params"])
        assert int(fits) == 3 * int(candidates)
        assert float(seconds) >= 0
        assert np.isfinite(float(score))


@pytest.mark.slow
def test_quick_start_runs_as_it_is(capfd):
    runpy.run_path(str(EXAMPLES / "quick_start.py"), run_name="__main__")
    out = capfd.readouterr().out
    assert re.search(r"^GridSearchCV2 +0\.\d{4} +48 +240 +\d", out, re.MULTILINE)
    assert re.search(r"^RandomSearchCV2 +0\.\d{4} +20 +100 +\d", out, re.MULTILINE)
