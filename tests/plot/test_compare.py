"""CompareSearchesDisplay: medians and quartiles of the best so far."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import PoissonRegressor, Ridge
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2, load_results
from sk_hpo.plot import CompareSearchesDisplay

X, y = load_iris(return_X_y=True)
draw = CompareSearchesDisplay.from_searches


def table(*scores, seconds=1.0, metric="score"):
    return {
        "params": [{"C": i} for i in range(len(scores))],
        f"mean_test_{metric}": scores,
        "mean_fit_time": [seconds] * len(scores),
    }


def at(line, x):
    """The value of a step function."""
    where = np.searchsorted(line.get_xdata(), x, side="right") - 1
    return line.get_ydata()[where]


def test_one_run_is_a_line_of_its_best_so_far():
    display = draw({"a": table(np.nan, 0.5, 0.3, 0.7, 0.6)})
    line = display.lines_["a"]
    assert line.get_xdata().tolist() == [1, 3, 4]
    assert line.get_ydata().tolist() == [0.5, 0.7, 0.7]
    assert display.bands_ == {}
    assert repr(display) == "<CompareSearchesDisplay of 'a'>"


def test_runs_are_a_median_and_a_band():
    rng = np.random.default_rng(0)
    scores = rng.uniform(size=(5, 30))
    display = draw({"a": [table(*one) for one in scores], "b": table(0.5)})
    best = np.maximum.accumulate(scores, axis=1)
    line = display.lines_["a"]
    for x in range(30):
        assert at(line, x) == pytest.approx(np.median(best[:, x]))
    low, high = np.quantile(best, [0.25, 0.75], axis=0)
    y = display.bands_["a"].get_paths()[0].vertices[:, 1]
    assert y.min() == pytest.approx(low[0])
    assert y.max() == pytest.approx(high[-1])
    assert list(display.bands_) == ["a"]
    assert "5 runs" in line.get_label()
    assert repr(display).endswith("'a' (5 runs), 'b'>")


def test_a_run_that_ended_keeps_its_best():
    line = draw({"a": [table(0.1, 0.2), table(0.3, 0.3, 0.3, 0.6)]}).lines_["a"]
    assert at(line, 3) == pytest.approx(0.4)


def test_the_line_begins_where_all_runs_have_a_score():
    runs = [table(np.nan, np.nan, 0.2), table(0.3, 0.3, 0.3)]
    assert draw({"a": runs}).lines_["a"].get_xdata()[0] == 2


def test_against_seconds_and_fits():
    runs = {"slow": table(0.1, 0.3, seconds=10.0), "fast": table(0.1, 0.2)}
    display = draw(runs, against="seconds")
    assert display.lines_["slow"].get_xdata().tolist() == [10, 20]
    assert display.lines_["fast"].get_xdata().tolist() == [1, 2]
    search = GridSearchCV(SVC(), {"C": [0.1, 1.0]}, cv=3).fit(X, y)
    line = draw({"a": search}, against="fits").lines_["a"]
    assert line.get_xdata().tolist() == [3, 6]


def test_all_kinds_of_searches(tmp_path):
    path = tmp_path / "search.db"
    grid = GridSearchCV2(SVC(), {"C": [0.1, 1.0]}, checkpoint=path).fit(X, y)
    sources = {
        "search": grid,
        "trials": grid.trials,
        "saved": load_results(path),
        "path": path,
        "table": grid.cv_results_,
        "_$x$": [grid, grid.cv_results_],
        7: grid,
    }
    display = draw(sources)
    assert list(display.lines_) == [str(name) for name in sources]
    for line in display.lines_.values():
        assert line.get_ydata()[-1] == pytest.approx(grid.best_score_)
    texts = display.ax_.get_legend().get_texts()
    assert len(texts) == len(sources)
    display.figure_.canvas.draw()


def test_many_searches_differ_in_colour_or_dashes():
    lines = draw({f"{i}": table(0.1, 0.2) for i in range(18)}).lines_.values()
    kinds = {(line.get_color(), str(line._dash_pattern)) for line in lines}
    assert len(kinds) == 18


@pytest.mark.parametrize("name", ["a", "a name of a search " * 5, "a_b__" * 20])
def test_a_title_is_above_the_legend(name):
    display = draw({name: table(0.1, 0.2), "b": table(0.3)})
    display.ax_.set_title("my searches")
    display.figure_.canvas.draw()
    box = display.ax_.get_legend().get_window_extent()
    assert box.y1 <= display.ax_.title.get_window_extent().y0
    assert display.figure_.bbox.x0 <= box.x0
    assert box.x1 <= display.figure_.bbox.x1


def test_the_legend_of_many_searches_leaves_room():
    for name in ("short", "a search with a long name and a $"):
        display = draw({f"{name} {i}": table(0.1, 0.2) for i in range(18)})
        display.figure_.canvas.draw()
        box = display.ax_.get_legend().get_window_extent()
        assert box.y1 <= display.figure_.bbox.y1
        assert display.ax_.bbox.height > 0.4 * display.figure_.bbox.height
        assert (box.y0 < display.ax_.bbox.y1 - 9) == (name != "short")


def searched(scoring, refit=True):
    return GridSearchCV(SVC(), {"C": [1.0]}, scoring=scoring, refit=refit).fit(X, y)


def test_scores_of_different_metrics_are_refused(tmp_path):
    accuracy, f1 = searched("accuracy"), searched("f1_macro")
    with pytest.raises(
        ValueError, match=r"same metric.*='accuracy' in 'a' and .*='f1_mac"
    ):
        draw({"a": accuracy, "b": f1})
    with pytest.raises(ValueError, match="same metric"):
        draw({"a": [accuracy, f1]})
    both = searched(["accuracy", "f1_macro"], refit="f1_macro")
    with pytest.raises(ValueError, match="same metric"):
        draw({"a": accuracy, "b": both})
    path = tmp_path / "search.db"
    saved = GridSearchCV2(SVC(), {"C": [1]}, scoring="f1_macro", checkpoint=path)
    saved.fit(X, y)
    with pytest.raises(ValueError, match="same metric"):
        draw({"a": accuracy, "b": load_results(path)})


def test_own_scores_of_different_metrics_are_refused(tmp_path):
    path = tmp_path / "search.db"
    space = {"alpha": [1.0, 2.0]}
    regressor = GridSearchCV2(Ridge(), space, checkpoint=path).fit(X, y)
    counts = GridSearchCV(
        PoissonRegressor(), space, cv=KFold(2, shuffle=True, random_state=0)
    ).fit(X[::9], y[::9] + 1)
    message = r"None \(the estimator's own score, accuracy\) in 'a' and .*None \(.*r2"
    with pytest.raises(ValueError, match=message) as raised:
        draw({"a": searched(None), "b": regressor})
    assert "metric=" not in str(raised.value)  # no name is common to both
    for name in ("accuracy", "f1_macro"):
        with pytest.raises(ValueError, match=f"'{name}' in 'a' and .*r2.* in 'b'"):
            draw({"a": searched(name), "b": regressor})
    with pytest.raises(ValueError, match=r"r2\) in 'a' and .*power=1"):
        draw({"a": [regressor, counts]})
    # a table, and an estimator that is known as text alone, don't say what scored them
    for other in (regressor.cv_results_, load_results(path)[0], path):
        assert draw({"a": searched(None), "b": other})


def test_a_metric_that_all_have_is_advised():
    both = searched(["accuracy", "f1_macro"], refit="f1_macro")
    other = searched(["accuracy", "recall_macro"], refit="recall_macro")
    with pytest.raises(ValueError, match="metric='accuracy' chooses one"):
        draw({"a": both, "b": other})
    assert draw({"a": both, "b": other}, metric="accuracy")


@pytest.mark.parametrize("kind", ["known", "a table besides"])
def test_the_label_names_a_metric_that_all_have(kind):
    search = searched(None)
    sources = {"a": search, "b": searched("accuracy")}
    wanted = "accuracy"
    if kind != "known":
        sources["c"], wanted = search.cv_results_, "score"
    label = draw(sources).ax_.get_ylabel()
    assert label == f"best so far: {wanted} (mean over splits)"


def test_long_metrics_are_labels_of_several_lines():
    name = "neg_mean_absolute_percentage_error"
    label = draw({"a": table(0.1, metric=name)}).ax_.get_ylabel()
    assert " ".join(label.split("\n")) == f"best so far: {name} (mean over splits)"
    assert max(map(len, label.split("\n"))) <= 40


@pytest.mark.parametrize("against", ["number", "fits"])
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.in_turn
def test_numbers_of_things_are_whole(n, against):
    display = draw({"a": table(*np.linspace(0.1, 0.2, n))}, against=against)
    display.figure_.canvas.draw()
    low, high = display.ax_.get_xlim()
    ticks = [x for x in display.ax_.get_xticks() if low <= x <= high]
    assert ticks == list(range(int(np.ceil(low)), int(high) + 1))


def test_the_same_scores_by_another_name():
    scorer = make_scorer(accuracy_score)
    both = searched({"right": "accuracy", "f": "f1_macro"}, refit="right")
    searches = [searched("accuracy"), searched(None), both, searched(scorer)]
    assert draw({"a": [*searches, searched(make_scorer(accuracy_score))]})
    assert draw({"a": both}, metric="f").results.metric == "f"


@pytest.mark.parametrize(
    ("searches", "error", "message"),
    [
        ({}, TypeError, "searches must be a dict .* got an empty one"),
        ([1], TypeError, "searches must be a dict .* got an object of type list"),
        ({"a": 3}, TypeError, r"searches\['a'\] must be .* type int"),
        ({"a": [table(1.0), 3]}, TypeError, r"searches\['a'\]\[1\] must be"),
        ({"a": []}, ValueError, r"searches\['a'\] is an empty list"),
        ({"a": GridSearchCV(SVC(), {})}, ValueError, "not fitted"),
        ({"a": table(np.nan)}, ValueError, r"nothing to draw: searches\['a'\] has no"),
    ],
)
def test_bad_input(searches, error, message):
    with pytest.raises(error, match=message):
        draw(searches)


def test_other_bad_input():
    with pytest.raises(ValueError, match="against must be one of"):
        draw({"a": table(1.0)}, against="hours")
    with pytest.raises(TypeError, match=r"ax must be matplotlib axes, .* type int"):
        draw({"a": table(1.0)}, ax=3)
    with pytest.raises(ValueError, match="no metric 'b'"):
        draw({"a": table(1.0)}, metric="b")
    unknown = {"params": [{}], "mean_test_score": [1.0]}
    with pytest.raises(ValueError, match="seconds of the fits are not known"):
        draw({"a": unknown}, against="seconds")
    for name in ("from_search", "from_cv_results"):
        with pytest.raises(TypeError, match="use from_searches"):
            getattr(CompareSearchesDisplay, name)(table(1.0))
