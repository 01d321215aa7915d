"""What reads a checkpoint writes nothing."""

import os
import stat

import pytest
from sklearn.datasets import load_iris
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2, load_results

X, y = load_iris(return_X_y=True)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "search.db"
    GridSearchCV2(SVC(), {"C": [1.0, 10.0]}, checkpoint=path).fit(X, y)
    return path


def test_an_empty_file_stays_empty(tmp_path):
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(ValueError, match="is empty"):
        load_results(path)
    assert path.stat().st_size == 0


def test_a_file_is_as_before(path):
    before = path.read_bytes()
    (saved,) = load_results(path)
    assert saved.n_candidates == 2
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_written(path):
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert len(load_results(path)) == 1
    finally:
        path.parent.chmod(stat.S_IRWXU)


def test_no_such_user():
    with pytest.raises(ValueError, match=r"~nobody-has-this-name"):
        load_results("~nobody-has-this-name/search.db")
