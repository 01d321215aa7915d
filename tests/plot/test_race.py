"""RaceDisplay: lines end where candidates were stopped."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.experimental import enable_halving_search_cv
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
from sklearn.svm import SVC

from sk_hpo import AutoSearchCV, GridSearchCV2, RandomSearchCV2, load_results
from sk_hpo.plot import RaceDisplay
from sk_hpo.racing.split_order import split_order

assert enable_halving_search_cv

X, y = load_iris(return_X_y=True)
SPACE = {"C": [1e-3, 1e-2, 0.1, 1, 10, 100], "gamma": [1e-3, 0.01, 0.1, 1]}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("race") / "search.db"


@pytest.fixture(scope="module")
def search(path):
    made = RandomSearchCV2(
        SVC(), SPACE, n_iter=24, racing=True, random_state=0, checkpoint=path
    )
    return made.fit(X, y)


def paths(lines):
    return [path.vertices for path in lines.get_paths()]


def test_lines_are_means_over_the_first_splits(search):
    display = RaceDisplay.from_search(search)
    assert display.order_.tolist() == split_order(5).tolist()
    assert len(search.stopped) > 3
    assert len(paths(display.stopped_)) == len(search.stopped)
    assert len(paths(display.complete_)) == len(search.trials) - 1
    ends = np.column_stack(display.ends_.get_data())
    for trial, line, end in zip(
        search.stopped, paths(display.stopped_), ends, strict=True
    ):
        scores = {one.split: one.test_scores for one in trial.results}
        ordered = [scores[split] for split in display.order_[: len(scores)]]
        means = np.cumsum(ordered) / np.arange(1, len(scores) + 1)
        np.testing.assert_array_equal(line[:, 0], np.arange(1, len(scores) + 1))
        np.testing.assert_allclose(line[:, 1], means)
        np.testing.assert_allclose(end, line[-1])
    assert display.leader_.get_ydata()[-1] == pytest.approx(search.best_score_)
    display.figure_.canvas.draw()


def test_tables_and_checkpoints(search, path):
    one = RaceDisplay.from_search(search)
    for other in (
        RaceDisplay.from_cv_results(search.cv_results_),
        RaceDisplay.from_search(load_results(path)[0]),
        RaceDisplay.from_search(path),
    ):
        assert len(paths(other.stopped_)) == len(search.stopped)
        np.testing.assert_allclose(other.leader_.get_ydata()[-1], search.best_score_)
        assert one.order_.tolist() == other.order_.tolist()


def test_failed_candidates_are_marked():
    space = {"C": [-1.0, 0.1, 1.0, 10.0], "gamma": [0.1, 1.0]}
    search = GridSearchCV2(SVC(), space, racing=True)
    with pytest.warns(FitFailedWarning, match="fits failed"):
        search.fit(X, y)
    display = RaceDisplay.from_search(search)
    assert display.failed_.get_xdata().tolist() == [1, 1]
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert "failed (2)" in labels


def test_how_many_have_each_split(search):
    display = RaceDisplay.from_search(search)
    ticks = [text.get_text() for text in display.ax_.get_xticklabels()]
    assert ticks[0] == "1\n24"
    assert ticks[-1] == f"5\n{len(search.trials)}"


def test_a_title_is_above_the_legend(search):
    display = RaceDisplay.from_search(search)
    display.ax_.set_title("my search")
    display.figure_.canvas.draw()
    box = display.ax_.get_legend().get_window_extent()
    assert box.y1 <= display.ax_.title.get_window_extent().y0


def test_of_many_splits_the_ticks_are_whole():
    table = {"params": [{"C": 1}, {"C": 2}], "mean_test_over": [0.8, 0.7]}
    for split in range(30):
        table[f"split{split}_test_over"] = [0.8, 0.7]
    display = RaceDisplay.from_cv_results({**table, "n_splits_evaluated": [30, 30]})
    display.figure_.canvas.draw()
    assert all(x == round(x) for x in display.ax_.get_xticks())
    assert display.ax_.get_ylabel() == "over (mean over these splits)"


def test_a_race_that_stopped_nobody():
    search = GridSearchCV2(SVC(), {"C": [1, 2]}, racing=True).fit(X, y)
    assert len(paths(RaceDisplay.from_search(search).stopped_)) == 0


@pytest.mark.parametrize("made", [GridSearchCV, GridSearchCV2])
def test_a_search_that_did_not_race(made):
    search = made(SVC(), {"C": [1, 2]}).fit(X, y)
    for source in (search, search.cv_results_):
        draw = RaceDisplay.from_search
        draw = RaceDisplay.from_cv_results if source is not search else draw
        with pytest.raises(ValueError, match=r"did not race.*racing=True"):
            draw(source)


def test_auto_says_by_its_records_that_it_did_not_race():
    search = AutoSearchCV(SVC(), {"C": [1, 2]}, n_iter=2).fit(X, y)
    with pytest.raises(ValueError, match="did not race"):
        RaceDisplay.from_search(search)


def test_without_scores_of_splits():
    table = {"params": [{"C": 1}, {"C": 2}], "mean_test_score": [1.0, np.nan]}
    with pytest.raises(ValueError, match="scores of the splits are not known"):
        RaceDisplay.from_cv_results({**table, "n_splits_evaluated": [5, 1]})


def test_halving_is_no_race():
    search = HalvingGridSearchCV(SVC(), {"C": [1e-4, 1e-3, 0.1, 1.0]}, random_state=0)
    with pytest.raises(ValueError, match="did not race"):
        RaceDisplay.from_search(search.fit(X, y))
