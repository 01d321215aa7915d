"""The programs in examples/ run to their end, on smaller problems than their own.

Those in its folders are pages of the gallery: see docs/test_gallery.py.
"""

import runpy
from pathlib import Path

import pytest
from sklearn.datasets import load_iris, make_classification

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ["GridSearchCV2", "RandomSearchCV2", "BayesSearchCV"]


@pytest.fixture
def quick_start():
    """The names of the example, as after an import of it."""
    return runpy.run_path(str(EXAMPLES / "quick_start.py"), run_name="quick_start")


def test_every_example_is_tested_here():
    assert {path.name for path in EXAMPLES.glob("*.py")} == {"quick_start.py"}


def test_quick_start_searches_what_it_says(quick_start):
    """The comparison that the README promises."""
    grid = {
        "n_estimators": [10, 50, 100, 200],
        "max_depth": [None, 10, 20, 30],
        "min_samples_split": [2, 5, 10],
    }
    assert quick_start["FOREST_GRID"] == grid
    distributions = quick_start["FOREST_DISTRIBUTIONS"]
    assert distributions.keys() == grid.keys()
    assert distributions["n_estimators"].support() == (10, 200)
    assert distributions["max_depth"] == [None, *range(2, 31)]
    assert distributions["min_samples_split"].support() == (2, 10)
    (_, load_forest, forests), (_, _, regressions) = quick_start["COMPARISONS"]
    X, y = make_classification(n_samples=1000, n_features=20, random_state=42)
    loaded = load_forest()
    assert (loaded[0] == X).all()
    assert (loaded[1] == y).all()
    assert [type(search).__name__ for search in forests] == [
        *NAMES,
        "AutoSearchCV",
    ]
    assert [type(search).__name__ for search in regressions] == [
        *NAMES,
        "GradSearchCV",
        "AutoSearchCV",
    ]
    assert all(search.verbose == 1 for search in forests + regressions)


def test_quick_start_prints_its_table(quick_start, capsys):
    title, _, searches = quick_start["COMPARISONS"][1]
    for search in searches:
        search.set_params(n_jobs=1, cv=3)
    X, y = load_iris(return_X_y=True)
    quick_start["compare"](title, lambda: (X[:100], y[:100]), searches)

    out = capsys.readouterr().out
    table = out[out.index("\n\n") + 2 :].splitlines()
    assert table[0] == title
    assert " ".join(table[1].split()) == "search best score candidates fits seconds"
    assert len(table) == 2 + len(searches) + 1
    for line, search in zip(table[2:-1], searches, strict=True):
        name, score, candidates, fits, seconds = line.split()
        assert name == type(search).__name__
        assert float(score) == pytest.approx(search.best_score_, abs=1e-4)
        assert int(candidates) == len(search.cv_results_["params"])
        assert int(fits) == 3 * int(candidates)
        assert float(seconds) >= 0
