"""Every display draws every kind of search, and refuses what it can't draw."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.experimental import enable_halving_search_cv
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
from sklearn.svm import SVC

import sk_hpo.plot
from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2, load_results
from sk_hpo.plot.display import Display

assert enable_halving_search_cv
matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

X, y = load_iris(return_X_y=True)
GRID = [
    {"C": [0.1, 1.0, 10.0], "kernel": ["linear"]},
    {"C": [1.0, 10.0], "kernel": ["rbf"], "gamma": [0.1, 1.0]},
]
# Displays that draw any search.
GENERAL = [
    name
    for name in sk_hpo.plot.__all__
    if name not in ("CompareSearchesDisplay", "DescentDisplay", "RaceDisplay")
]
displays = pytest.mark.parametrize("name", GENERAL)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("plot") / "search.db"


@pytest.fixture(scope="module")
def grid(path):
    return GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)


@pytest.fixture(scope="module")
def bayes():
    space = {"C": (1e-2, 1e2, "log-uniform"), "kernel": ["linear", "rbf"]}
    return BayesSearchCV(SVC(), space, n_iter=8, random_state=0).fit(X, y)


def drawn(name, source):
    made = getattr(sk_hpo.plot, name)
    if isinstance(source, dict):
        return made.from_cv_results(source)
    return made.from_search(source)


def check(display, name):
    assert type(display) is getattr(sk_hpo.plot, name)
    axes = np.ravel(getattr(display, "axes_", None) or display.ax_)
    assert all(ax.figure is display.figure_ for ax in axes)
    assert any(ax.has_data() for ax in axes)
    assert all(ax.get_xlabel() or ax.get_ylabel() or ax.get_title() for ax in axes)
    display.figure_.canvas.draw()  # nothing may warn


# All read what is saved, and tables, alike: one of them in the ordinary run.
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param(
            name,
            kind,
            marks=[]
            if kind in ("grid", "bayes") or name == "SearchHistoryDisplay"
            else [pytest.mark.slow],
        )
        for name in GENERAL
        for kind in ("grid", "bayes", "table", "saved", "path", "theirs")
    ],
)
def test_it_draws(name, kind, grid, bayes, path):
    sources = {
        "grid": grid,
        "bayes": bayes,
        "table": grid.cv_results_,
        "saved": load_results(path)[0],
        "path": path,
    }
    if kind == "theirs":
        sources[kind] = GridSearchCV(SVC(), GRID).fit(X, y)
    check(drawn(name, sources[kind]), name)


@pytest.fixture(scope="module")
def half_failed():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return GridSearchCV(SVC(), {"C": [0.1, -1.0, 1.0, -2.0]}).fit(X, y)


@displays
def test_a_search_in_which_half_failed(name, half_failed):
    check(drawn(name, half_failed), name)


@pytest.fixture(scope="module")
def halving():
    grid = {"C": [0.1, 1.0, 10.0], "gamma": [0.01, 0.1, 1.0]}
    return HalvingGridSearchCV(SVC(), grid, random_state=0).fit(X, y)


@displays
def test_a_halving_search_did_not_race(name, halving):
    pair = [{"parameters": ("C", "gamma")}] if name == "ParameterEffectDisplay" else []
    for options in [{}, *pair]:
        display = getattr(sk_hpo.plot, name).from_search(halving, **options)
        check(display, name)
        labels = {text.get_text() for text in display.ax_.get_legend().get_texts()}
        assert "stopped by racing" not in labels
        marks = name != "ParameterImportanceDisplay"
        assert ("on part of the resource" in labels) == marks


@displays
@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.in_turn
def test_equal_scores(name, n):
    """They say nothing of parameters, which is not that parameters have no effect."""
    params = [{"C": 1.0}, {"C": 10.0}][:n]
    table = {"params": params, "mean_test_score": [1 / 3] * n}
    made = getattr(sk_hpo.plot, name)
    explains = name in ("ParameterEffectDisplay", "ParameterImportanceDisplay")
    if explains and n == 1:  # of a range a single candidate has been tried
        search = GradSearchCV(Ridge(), {"alpha": (1e-3, 1e3, "log-uniform")})
        display = made.from_search(search.fit(X, y))
    else:
        display = made.from_cv_results(table)
    check(display, name)
    assert display.ax_.yaxis.get_major_formatter().get_offset() == ""
    if explains:
        what = ["there is only one score", "all scores are equal"][n - 1]
        assert display.equal_.get_text().startswith(what)


@displays
def test_results_of_another_kind(name, grid):
    made = getattr(sk_hpo.plot, name)
    more = [None] if name == "ParameterImportanceDisplay" else []
    with pytest.raises(TypeError, match=f"draw a search with {name}.from_search"):
        made(grid, *more)


@pytest.fixture(scope="module")
def two_metrics():
    scoring = {"loss": "neg_log_loss", "right": "accuracy"}
    model, space = LogisticRegression(max_iter=1000), {"C": [0.1, 1.0, 10.0]}
    return GridSearchCV2(model, space, scoring=scoring, refit="right").fit(X, y)


@displays
def test_several_metrics(name, two_metrics):
    search = two_metrics
    made = getattr(sk_hpo.plot, name)
    assert made.from_search(search).results.metric == "right"
    assert made.from_search(search).results.best == search.best_index_
    other = made.from_search(search, metric="loss")
    check(other, name)
    # the best of this metric, not what the search chose by another
    assert other.results.best == np.argmax(search.cv_results_["mean_test_loss"])
    assert other.results.best != search.best_index_
    assert made.from_search(search, metric="right").results.chosen is not None
    with pytest.raises(ValueError, match="no metric 'wrong'"):
        made.from_search(search, metric="wrong")


@displays
@pytest.mark.parametrize("style", ["default", "dark_background"])
@pytest.mark.in_turn
def test_it_is_drawn_again_in_any_style(name, style, bayes):
    with plt.style.context(style):
        display = drawn(name, bayes)
        first = display.figure_
        assert display.plot() is display
        assert display.figure_ is not first
        check(display, name)


@displays
def test_bad_input(name, grid):
    made = getattr(sk_hpo.plot, name)
    with pytest.raises(ValueError, match="search must be a fitted search"):
        made.from_search(GridSearchCV(SVC(), GRID))
    with pytest.raises(TypeError, match=r"search must be .* got an object of type int"):
        made.from_search(3)
    with pytest.raises(ValueError, match="cv_results must have the keys"):
        made.from_cv_results({})
    table = dict(grid.cv_results_)
    table["mean_test_score"] = np.full(len(table["params"]), np.nan)
    with pytest.raises(ValueError, match="nothing to draw"):
        made.from_cv_results(table)
    nothing = GridSearchCV(SVC(), GRID, scoring=lambda *_: np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nothing.fit(X, y)
    with pytest.raises(ValueError, match="nothing to draw"):
        made.from_search(nothing)


@pytest.mark.parametrize(
    "name", ["ParameterEffectDisplay", "ParameterImportanceDisplay", "function"]
)
@pytest.mark.parametrize("made", [GridSearchCV2, GridSearchCV])
@pytest.mark.in_turn
def test_nothing_is_explained_where_no_parameter_varies(name, made):
    explain = {
        "function": sk_hpo.parameter_importances,
        **{one: getattr(sk_hpo.plot, one).from_search for one in GENERAL},
    }[name]
    message = "the search has nothing to explain: no parameter varies"
    for space in ({}, {"C": [1.0]}):
        search = made(SVC(), space).fit(X, y)
        with pytest.raises(ValueError, match=message):
            explain(search)
        if name != "function":
            with pytest.raises(ValueError, match=message):
                getattr(sk_hpo.plot, name).from_cv_results(search.cv_results_)
    assert explain(made(SVC(), [{"C": [1.0]}, {"kernel": ["linear"]}]).fit(X, y))


@pytest.fixture(scope="module")
def displayed(bayes):
    """A display of each kind."""
    return {name: drawn(name, bayes) for name in GENERAL}


@displays
@pytest.mark.parametrize(
    ("ax", "message"),
    [
        (3, r"must be matplotlib axes, .* got an object of type int$"),
        ("x", "type str$"),
        ("several", r"type ndarray: pass one of them, such as axes\[0\]"),
        ("figure", r"type Figure: pass figure.subplots\(\)"),
    ],
)
@pytest.mark.in_turn
def test_other_things_than_axes(name, ax, message, bayes, displayed):
    made = {"several": lambda: plt.subplots(2)[1], "figure": plt.figure}
    ax = made[ax]() if ax in made else ax
    display = displayed[name]
    with pytest.raises(TypeError, match=message):
        display.plot(ax=ax)
    with pytest.raises(TypeError, match=message):
        type(display).from_search(bayes, ax=ax)


@displays
def test_after_other_things_than_axes_it_is_drawn(name, displayed):
    with pytest.raises(TypeError, match="must be matplotlib axes"):
        displayed[name].plot(ax=3)
    axes = plt.figure().subplots()
    assert displayed[name].plot(ax=axes)
    assert axes.has_data()


@displays
def test_a_metric_with_a_hostile_name(name, grid):
    table = {key.replace("score", "a$x^{$"): c for key, c in grid.cv_results_.items()}
    check(getattr(sk_hpo.plot, name).from_cv_results(table), name)


def test_all_are_public():
    assert set(sk_hpo.plot.__all__) == set(sk_hpo.plot.DISPLAYS)
    for name in sk_hpo.plot.__all__:
        made = getattr(sk_hpo.plot, name)
        assert issubclass(made, Display)
        assert ">>> " in made.__doc__
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        sk_hpo.plot.Nothing  # noqa: B018
