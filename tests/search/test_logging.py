"""The records of the logger "sk_hpo", for batch jobs."""

import logging

import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import AutoSearchCV, GridSearchCV2, RandomSearchCV2
from tests.contracts.searches import SEARCHES, choices_too

pytestmark = choices_too

X, y = load_iris(return_X_y=True)


def records(caplog, level):
    return [one.message for one in caplog.records if one.levelno == level]


@pytest.fixture(autouse=True)
def shown(caplog):
    caplog.set_level(logging.INFO, logger="sk_hpo")


def test_one_record_for_each_candidate(caplog):
    GridSearchCV2(SVC(), {"C": [0.1, 1.0, 10.0], "kernel": ["linear"]}).fit(X, y)
    *found, end = records(caplog, logging.INFO)
    first, *_ = found
    assert len(found) == 3
    assert end == "GridSearchCV2: complete after 3 candidates; best 0.98, candidate 1"
    assert first.startswith("GridSearchCV2: candidate 0: 0.973333, 0.0")
    assert first.endswith("s, {'C': 0.1, 'kernel': 'linear'}")
    assert records(caplog, logging.WARNING) == []
    assert {one.name for one in caplog.records} == {"sk_hpo"}


@pytest.mark.parametrize("name", SEARCHES)
def test_each_search_logs_its_candidates(name, caplog):
    tree = DecisionTreeClassifier(random_state=0)
    search = SEARCHES[name](tree, {"max_depth": [1, 2, 3]}, cv=3).fit(X, y)
    *found, end = records(caplog, logging.INFO)
    assert len(found) == len(search.trials)
    assert f"best {search.best_score_:.6g}, candidate {search.best_index_}" in end


def test_candidates_that_racing_has_stopped(caplog):
    space = {"C": [1e-3, 1e-2, 0.1, 1, 10, 100], "gamma": [1e-3, 0.01, 0.1, 1]}
    search = RandomSearchCV2(SVC(), space, n_iter=24, racing=True, random_state=0)
    search.fit(X, y)
    *found, _ = records(caplog, logging.INFO)
    assert len(found) == 24
    assert sum("stopped after" in text for text in found) == len(search.stopped) > 0


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
def test_a_warning_for_each_fit_that_failed(caplog):
    GridSearchCV2(SVC(), {"C": [-1.0, 1.0]}, cv=2).fit(X, y)
    found = records(caplog, logging.WARNING)
    assert len(found) == 2
    assert found[0].startswith(
        "GridSearchCV2: candidate 0, split 0: the fit failed with "
    )
    assert "The 'C' parameter of SVC must be a float" in found[0]


def test_a_warning_for_each_decision(caplog):
    search = AutoSearchCV(SVC(), n_iter=8, random_state=0).fit(X, y)
    found = records(caplog, logging.WARNING)
    assert len(found) == len(search.decisions["what"])
    decided = search.decisions["what"], search.decisions["choice"]
    for what, choice in zip(*decided, strict=True):
        assert any(f"{what}: {choice}, since" in text for text in found)


def test_nothing_is_shown_unless_a_program_asks_for_it(capfd):
    """Python shows warnings of a logger that has no handler."""
    handlers = logging.getLogger("sk_hpo").handlers
    assert [type(one) for one in handlers] == [logging.NullHandler]
    AutoSearchCV(SVC(), n_iter=3, random_state=0).fit(X, y)
    assert capfd.readouterr() == ("", "")


def test_scikit_learns_own_search_logs_nothing(caplog):
    GridSearchCV(SVC(), {"C": [1.0]}).fit(X, y)
    assert caplog.records == []
