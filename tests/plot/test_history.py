"""SearchHistoryDisplay: scores in the order of the search, and the best so far."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, GridSearchCV2
from sk_hpo.plot import SearchHistoryDisplay

plt = pytest.importorskip("matplotlib.pyplot")

X, y = load_iris(return_X_y=True)


def test_means_bars_and_the_best_so_far():
    grid = {"C": [1e-3, 0.1, 1.0, 10.0], "kernel": ["linear", "rbf"]}
    search = GridSearchCV2(SVC(), grid).fit(X, y)
    display = SearchHistoryDisplay.from_search(search)
    table = search.cv_results_
    (points,) = display.points_.values()
    np.testing.assert_array_equal(points.get_xdata(), range(8))
    np.testing.assert_allclose(points.get_ydata(), table["mean_test_score"])
    best = np.maximum.accumulate(table["mean_test_score"])
    np.testing.assert_allclose(display.best_.get_ydata(), best)
    (bars,) = display.bars_
    error = table["std_test_score"] / np.sqrt(4)  # numpy's is that of all splits
    lengths = [np.ptp(one.vertices[:, 1]) for one in bars.get_paths()]
    np.testing.assert_allclose(lengths, 2 * error)
    assert display.failed_ is None
    assert display.stopped_ is None
    assert display.ax_.get_ylabel() == "accuracy (mean over splits)"


@pytest.mark.parametrize(
    ("against", "last"), [("number", 3), ("fits", 12), ("seconds", None)]
)
def test_against(against, last):
    search = GridSearchCV2(SVC(), {"C": [0.1, 1.0, 5.0, 9.0]}, cv=3).fit(X, y)
    display = SearchHistoryDisplay.from_search(search, against=against)
    x = display.best_.get_xdata()
    assert (np.diff(x) > 0).all()
    if last is None:
        last = (
            3
            * (
                search.cv_results_["mean_fit_time"]
                + search.cv_results_["mean_score_time"]
            ).sum()
        )
    assert x[-1] == pytest.approx(last)
    assert against.removesuffix("s") in display.ax_.get_xlabel().replace(
        "candidate", "number"
    )


def test_failed_and_stopped_candidates_are_at_the_edge():
    grid = {"C": [1.0, -1.0, 1e-6, 10.0]}
    with pytest.warns(FitFailedWarning, match="fits failed"):
        search = GridSearchCV2(SVC(), grid, racing=True).fit(X, y)
    display = SearchHistoryDisplay.from_search(search)
    assert list(display.failed_.get_xdata()) == [1]
    assert list(display.stopped_.get_xdata()) == [2]
    (points,) = display.points_.values()
    assert list(points.get_xdata()) == [0, 3]
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert labels == ["best so far", "candidates", "failed", "stopped by racing"]


def test_each_way_to_find_a_candidate_has_a_colour():
    space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1.0, "log-uniform")}
    search = BayesSearchCV(SVC(), space, n_iter=10, random_state=0).fit(X, y)
    points = SearchHistoryDisplay.from_search(search).points_
    assert list(points) == ["initial", "design", "expected improvement"]
    assert len({line.get_color() for line in points.values()}) == 3
    assert len({line.get_marker() for line in points.values()}) == 3
    assert sum(len(line.get_xdata()) for line in points.values()) == 10


def test_disasters_do_not_hide_the_others():
    means = [*np.linspace(0.8, 0.9, 30), -50.0]
    table = {"params": [{"C": i} for i in range(31)], "mean_test_score": means}
    display = SearchHistoryDisplay.from_cv_results(table)
    assert 0.7 < display.ax_.get_ylim()[0] < 0.8
    assert "down to -50" in display.below_.get_text()
    table["mean_test_score"][-1] = 0.8
    assert SearchHistoryDisplay.from_cv_results(table).below_ is None


@pytest.mark.parametrize("size", [(3, 2), (6, 4), (12, 12)])
def test_the_text_of_what_is_cut_off_is_above_failed_candidates(size):
    means = [*np.linspace(0.8, 0.9, 30), -50.0, *[np.nan] * 10]
    table = {"params": [{"C": i} for i in range(41)], "mean_test_score": means}
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    display = SearchHistoryDisplay.from_cv_results(table, ax=ax)
    figure.canvas.draw()
    text = display.below_.get_window_extent()
    assert text.y0 > display.failed_.get_window_extent().y1
    assert text.y0 < ax.bbox.y0 + 0.1 * ax.bbox.height + 8


def test_a_title_is_above_the_legend():
    table = {"params": [{}], "mean_test_score": [0.1]}
    display = SearchHistoryDisplay.from_cv_results(table)
    display.ax_.set_title("my search")
    display.figure_.canvas.draw()
    box = display.ax_.get_legend().get_window_extent()
    assert box.y1 <= display.ax_.title.get_window_extent().y0


@pytest.mark.parametrize("n", [1, 2, 3])
def test_candidates_are_whole(n):
    table = {"params": [{"C": i} for i in range(n)], "mean_test_score": [0.1] * n}
    display = SearchHistoryDisplay.from_cv_results(table)
    display.figure_.canvas.draw()
    low, high = display.ax_.get_xlim()
    ticks = [x for x in display.ax_.get_xticks() if low <= x <= high]
    assert ticks == list(range(n))


def test_bad_input():
    table = {"params": [{"C": 1}], "mean_test_score": [0.5]}
    with pytest.raises(ValueError, match=r"against must be one of .* got 'time'"):
        SearchHistoryDisplay.from_cv_results(table, against="time")
    with pytest.raises(ValueError, match="seconds"):
        SearchHistoryDisplay.from_cv_results(table, against="seconds")
