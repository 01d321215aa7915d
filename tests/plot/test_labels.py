"""Labels of scores, in lines that fit beside a picture, and ticks at whole numbers."""

import pytest
from sklearn.base import is_regressor
from sklearn.datasets import load_diabetes
from sklearn.linear_model import PoissonRegressor, Ridge
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier

from sk_hpo.plot.style import in_lines, score_label, whole_ticks
from sk_hpo.results import results_of

plt = pytest.importorskip("matplotlib.pyplot")

X, y = load_diabetes(return_X_y=True)
X, y = X[:60], y[:60]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("two words that do not fit", ["two words", "that do", "not fit"]),
        ("a_name_of_many_words", ["a_name_of_", "many_words"]),
        ("an neg_mean_percent (mean)", ["an neg_", "mean_", "percent", "(mean)"]),
        ("x" * 12, ["x" * 12]),
        ("an " + "x" * 12, ["an", "x" * 12]),
        ("", [""]),
    ],
)
def test_lines_end_between_words(text, lines):
    assert in_lines(text, 10).split("\n") == lines


@pytest.mark.parametrize(
    ("model", "scoring", "label"),
    [
        (KNeighborsClassifier(), None, "accuracy (mean over splits)"),
        (Ridge(), None, "r2 (mean over splits)"),
        (PoissonRegressor(), None, "d2_tweedie_score(power=1) (mean over splits)"),
        (KNeighborsClassifier(), "f1_macro", "f1_macro (mean over splits)"),
        (
            KNeighborsClassifier(),
            make_scorer(accuracy_score),
            "score (mean over splits)",
        ),
    ],
)
def test_the_label_says_what_the_score_is(model, scoring, label):
    target = y if is_regressor(model) else y > 100
    search = GridSearchCV(model, {}, scoring=scoring, cv=2).fit(X, target)
    assert score_label(results_of(search)) == label
    assert score_label(results_of(search.cv_results_)) == "score (mean over splits)"


@pytest.mark.parametrize("high", [0.01, 0.5, 1, 2, 3, 9, 2000])
def test_ticks_are_whole_numbers(high):
    ax = plt.figure().subplots()
    ax.set_xlim(-0.05, high)
    whole_ticks(ax.xaxis)
    ticks = [x for x in ax.get_xticks() if -0.05 <= x <= high]
    assert 1 <= len(ticks) < 15
    assert all(x == round(x) for x in ticks)
