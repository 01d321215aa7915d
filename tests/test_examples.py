"""The programs in examples/ run to their end, on smaller problems than their own.

Those in its folders are pages of the gallery: see docs/test_gallery.py.
"""

import runpy
from pathlib import Path

import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import ParameterGrid

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def quick_start():
    """The names of the example, as after an import of it."""
    return runpy.run_path(str(EXAMPLES / "quick_start.py"), run_name="quick_start")


def test_every_example_is_tested_here():
    assert {path.name for path in EXAMPLES.glob("*.py")} == {"quick_start.py"}


def test_quick_start_sets_scikit_learn_beside_ours(quick_start):
    """The comparison that the README promises."""
    names = [
        [type(search).__name__ for search in searches]
        for *_, searches in quick_start["COMPARISONS"]
    ]
    few = ["GridSearchCV", "RandomizedSearchCV", "BayesSearchCV", "AutoSearchCV"]
    assert names == [
        ["GridSearchCV", "GridSearchCV2", "RandomizedSearchCV", "RandomSearchCV2"],
        few,
        few,
        ["GridSearchCV", "GridSearchCV2", "GradSearchCV"],
    ]


def test_quick_start_is_fair(quick_start):
    """Random and Bayesian searches get the same space, candidates and seeds."""
    for _, load, seeds, searches in quick_start["COMPARISONS"]:
        X, y = load()
        assert len(X) == len(y)
        settings = {type(search).__name__: search.get_params() for search in searches}
        if "BayesSearchCV" in settings:
            assert len(seeds) == 3
            bayes, random = settings["BayesSearchCV"], settings["RandomizedSearchCV"]
            assert bayes["search_spaces"] == random["param_distributions"]
            assert bayes["n_iter"] == random["n_iter"]
            assert len(ParameterGrid(settings["GridSearchCV"]["param_grid"])) >= 15
        else:
            ours, theirs = settings["GridSearchCV2"], settings["GridSearchCV"]
            assert ours["param_grid"] == theirs["param_grid"]


def test_quick_start_prints_its_table(quick_start, capsys):
    title, _, seeds, searches = quick_start["COMPARISONS"][1]
    for search in searches:
        search.set_params(n_jobs=1, cv=3)
    searches[0].set_params(param_grid={"C": [1, 10]})
    for search in searches[1:]:
        search.set_params(n_iter=2)
    X, y = load_iris(return_X_y=True)
    quick_start["compare"](title, lambda: (X[:100], y[:100]), seeds[:2], searches)

    table = capsys.readouterr().out.splitlines()
    assert table[0] == title
    heads = "search lowest mean highest candidates seconds"
    assert " ".join(table[1].split()) == heads
    assert len(table) == 2 + len(searches) + 2 + 1
    for line, search in zip(table[2:-3], searches, strict=True):
        name, lowest, mean, highest, candidates, seconds = line.split()
        assert name == type(search).__name__
        assert float(lowest) <= float(mean) <= float(highest)
        assert float(lowest) <= search.best_score_ + 1e-4
        assert search.best_score_ <= float(highest) + 1e-4
        assert int(candidates) == len(search.cv_results_["params"])
        assert float(seconds) >= 0
    assert table[-3].startswith("highest mean: ")
    assert table[-2].removeprefix("least time: ") in {
        type(search).__name__ for search in searches
    }
