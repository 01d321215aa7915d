"""The journal of a search in a file: what is written for one is read by others."""

import pytest

from sk_hpo.descent_path import Path
from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.sqlite_journal import SQLiteJournal
from sk_hpo.trial import Candidate, SplitResult


@pytest.fixture
def file(tmp_path):
    checkpoint = Checkpoint(tmp_path / "search.db")
    row = (1, "problem", "{}", "SVC()", 2, "0", False)
    sql = "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)"
    checkpoint.write((sql, [row, (2, "other", *row[2:])]))
    yield checkpoint
    checkpoint.close()


def journal(file, problem=1, content="search", **settings):
    number = file.search(problem, content, "GridSearchCV2", {})
    return SQLiteJournal(file, problem, number, **settings)


def result(split, score=0.5, limit=None):
    return SplitResult(0, split, score, None, 5, 0.1, 0.1, None, time_limit=limit)


ONE = Candidate(0, {"a": 1}, {"note": 1})


def test_fits_are_of_a_problem_and_candidates_of_a_search(file):
    first = journal(file)
    first.opened([ONE])
    first.told(result(0))
    another = journal(file, content="another")
    another.opened([ONE])
    assert list(another.known([ONE])) == [result(0)]
    elsewhere = journal(file, problem=2)
    elsewhere.opened([ONE])
    assert list(elsewhere.known([ONE])) == []
    assert first.candidates() == [({"a": 1}, {"note": 1})]
    assert journal(file, content="new").candidates() == []


@pytest.mark.parametrize(("limit", "known"), [(None, 0), (3.0, 0), (2.0, 1), (1.0, 1)])
def test_what_a_limit_has_ended_is_tried_again_under_a_longer_one(file, limit, known):
    first = journal(file, time_limit=2.0)
    first.opened([ONE])
    first.told(result(0, -1.0, limit=2.0))
    again = journal(file, time_limit=limit)
    again.opened([ONE])
    assert len(list(again.known([ONE]))) == known
    again.told(result(0, 0.7))
    assert list(again.known([ONE])) == [result(0, 0.7)]


def test_what_longer_limits_have_ended_is_known_under_them(file):
    for limit in (1.0, 3.0, 2.0):
        own = journal(file, time_limit=limit)
        own.opened([ONE])
        own.told(result(0, -1.0, limit=limit))
    again = journal(file, time_limit=3.0)
    again.opened([ONE])
    assert list(again.known([ONE])) == [result(0, -1.0, limit=3.0)]
    again.told(result(0, 0.7))
    again.told(result(0, -1.0, limit=4.0))
    assert list(again.known([ONE])) == [result(0, 0.7)]


def test_a_descent_that_two_were_at_has_one_path(file):
    one, other = journal(file), journal(file)
    paths = [Path((), ({"a": a},), "converged", exact=True) for a in (0.5, 0.7)]
    for number, path in zip((2, 0), paths, strict=True):  # the second runs longer
        one.descended(number, path)
        other.descended(number, path)
    assert list(journal(file).paths().items()) == [(0, paths[1]), (2, paths[0])]


def test_news_are_what_others_have_written(file, tmp_path):
    mine = journal(file)
    mine.opened([ONE])
    assert not mine.has_news()
    other = Checkpoint(tmp_path / "search.db")
    theirs = journal(other)
    theirs.opened([ONE])
    theirs.told(result(1))
    other.close()
    assert mine.has_news()
    assert not mine.has_news()
    assert list(mine.known([ONE])) == [result(1)]


def test_opening_the_same_candidates_again_is_no_news(file, tmp_path):
    mine = journal(file)
    mine.opened([ONE])
    assert not mine.has_news()
    other = Checkpoint(tmp_path / "search.db")
    journal(other).opened([ONE])
    assert not mine.has_news()
    changed = Candidate(0, {"a": 2}, {"note": 2})
    journal(other).opened([changed])
    assert mine.has_news()
    assert mine.candidates() == [(changed.params, changed.note)]
    other.close()


def test_candidates_after_one_whose_object_is_gone(file):
    first = journal(file)
    first.opened([ONE, Candidate(1, {"a": (1, 2)}), Candidate(2, {"a": 2})])
    assert len(journal(file, choices=[(1, 2)]).candidates()) == 3
    with pytest.warns(UserWarning, match="after 1 of its 3 recorded candidates"):
        assert len(journal(file, choices=[]).candidates()) == 1
