"""What is drawn of the effect of parameters."""

import warnings

import numpy as np
import pytest
from scipy.stats import loguniform, randint
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import BayesSearchCV, GridSearchCV2
from sk_hpo.plot import ParameterEffectDisplay
from sk_hpo.plot.effects.map import UNCERTAIN
from sk_hpo.plot.style import COLOURS
from sk_hpo.search.surrogate import Surrogate
from sk_hpo.space import Space
from tests.plot.searches import modelled

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

X, y = load_iris(return_X_y=True)
SPACE = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
DICTS = [
    {"kernel": ["linear"], "C": (1e-4, 1.0, "log-uniform")},
    {"kernel": ["rbf"], "C": (1e-2, 100.0, "log-uniform"), "gamma": (0.0, 1.0)},
]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def bayes():
    return BayesSearchCV(SVC(), SPACE, n_iter=12, random_state=0).fit(X, y)


def drawn(spec, score, names=None, n=25, **settings):
    """The display of a made-up search, with all that matplotlib has to say of it."""
    results, model = modelled(spec, score, n, **settings)
    options = {"parameter": names} if isinstance(names, str) else {"parameters": names}
    display = ParameterEffectDisplay(results, model=model, **options).plot()
    display.figure_.canvas.draw()
    return display


def of_dicts(params):
    return np.log10(params["C"]) + params.get("gamma", 1.0)


def labels(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def legend(display):
    return [text.get_text() for text in display.ax_.get_legend().get_texts()]


def test_the_curve_and_its_candidates(bayes):
    display = ParameterEffectDisplay.from_search(bayes, parameter="C")
    assert display.parameters == ("C",)
    assert display.model is bayes.surrogate
    (effect,) = display.effects
    (line,) = display.means_
    x, mean = line.get_data()
    assert (x[0], x[-1]) == (1e-2, 1e2)
    np.testing.assert_array_equal(mean, effect.mean)
    (band,) = display.bands_
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.max() == pytest.approx((effect.mean + effect.std).max())
    assert heights.min() == pytest.approx((effect.mean - effect.std).min())
    (points,) = display.points_
    table = bayes.cv_results_
    np.testing.assert_allclose(points.get_xdata(), table["param_C"].astype(float))
    np.testing.assert_array_equal(points.get_ydata(), table["mean_test_score"])
    np.testing.assert_allclose(display.best_.get_xdata(), [bayes.best_params_["C"]])
    assert display.best_.get_ydata() == [bayes.best_score_]
    assert display.ax_.get_xscale() == "log"
    assert display.ax_.get_xlabel() == "C"
    assert (display.failed_, display.stopped_) == (None, None)


def test_the_most_influential_is_the_default(bayes):
    scales = bayes.surrogate.length_scales
    display = ParameterEffectDisplay.from_search(bayes)
    assert display.parameters == (min(scales, key=scales.get),)
    spec = [{"a": (0.0, 1.0), "b": [1, 2]}, {"a": (0.0, 1.0), "c": [1, 2]}]
    display = drawn(spec, lambda params: 5.0 * ("c" in params) + params["a"] ** 2)
    assert display.parameters == ("a",)


def test_another_metric_has_a_model_of_its_own():
    scoring = {"loss": "neg_log_loss", "right": "accuracy"}
    model, space = SVC(probability=True), {"C": [0.01, 0.1, 1.0]}
    with warnings.catch_warnings():  # scikit-learn 1.8 deprecates probability
        warnings.simplefilter("ignore")
        search = BayesSearchCV(model, space, n_iter=3, scoring=scoring, refit="right")
        search.fit(X, y)
    display = ParameterEffectDisplay.from_search(search, metric="loss")
    assert display.model is not search.surrogate
    assert display.effects[0].mean.max() < 0
    assert display.ax_.get_ylabel().startswith("loss")


def test_choices_are_strips():
    spec = {"kernel": ["linear", "rbf", None], "a": (0.0, 1.0)}
    display = drawn(spec, lambda params: params["a"], "kernel")
    assert labels(display.ax_.xaxis) == ["linear", "rbf", "None"]
    np.testing.assert_allclose(display.ax_.get_xticks(), [0, 1, 2])
    for i, line in enumerate(display.means_):
        x, mean = line.get_data()
        assert (x.min(), x.max()) == pytest.approx((i - 0.38, i + 0.38))
        assert np.ptp(mean) == 0
    (points,) = display.points_
    x = points.get_xdata()
    kernels = [params["kernel"] for params in display.results.params]
    near = [["linear", "rbf", None][round(at)] for at in x]
    assert near == kernels
    assert len(np.unique(x)) == len(x)  # side by side
    assert np.abs(x - np.rint(x)).max() < 0.38
    again = display.plot().points_[0].get_xdata()
    np.testing.assert_array_equal(again, x)


@pytest.mark.parametrize(
    ("range_", "scale"), [(randint(2, 31), "linear"), (loguniform(1e-4, 10), "log")]
)
def test_mixed_lists_have_strips_beside_the_range(range_, scale):
    spec = {"depth": ["auto", None, range_]}
    display = drawn(spec, lambda params: 1.0 * (params["depth"] is None), "depth")
    ax = display.ax_
    assert ax.get_xscale() == scale
    assert labels(ax.xaxis)[:2] == ["auto", "None"]
    numbers = labels(ax.xaxis)[2:]
    assert [float(text) for text in numbers] == pytest.approx(list(ax.get_xticks()[2:]))
    auto, none, numeric = (line.get_xdata() for line in display.means_)
    assert auto[0] < auto[-1] < none[0] < none[-1] < numeric[0]
    assert (numeric[0], numeric[-1]) == pytest.approx(
        (range_.ppf(0) + (scale == "linear"), range_.ppf(1))
    )
    x = display.points_[0].get_xdata()
    for at, params in zip(x, display.results.params, strict=True):
        if params["depth"] is None:
            assert none[0] < at < none[-1]
        elif params["depth"] != "auto":
            assert at == pytest.approx(params["depth"])


def test_a_conditional_parameter_is_drawn_where_it_exists():
    display = drawn(DICTS, of_dicts, "gamma")
    rbf = [params for params in display.results.params if params["kernel"] == "rbf"]
    (points,) = display.points_
    np.testing.assert_allclose(points.get_xdata(), [p["gamma"] for p in rbf])
    no_best = drawn(DICTS, lambda params: 1.0 * (params["kernel"] == "linear"), "gamma")
    assert no_best.best_ is None


def test_different_ranges_have_different_colours():
    display = drawn(DICTS, of_dicts, "C")
    linear, rbf = display.means_
    assert [line.get_color() for line in (linear, rbf)] == list(COLOURS[:2])
    assert [linear.get_xdata()[0], rbf.get_xdata()[0]] == [1e-4, 1e-2]
    for points, kernel in zip(display.points_, ("linear", "rbf"), strict=True):
        own = [p["C"] for p in display.results.params if p["kernel"] == kernel]
        np.testing.assert_allclose(points.get_xdata(), own)
    assert legend(display)[:2] == ["expected: kernel=linear", "expected: kernel=rbf"]
    # strips can't be mistaken for each other
    display = drawn(DICTS, of_dicts, "kernel")
    assert {line.get_color() for line in display.means_} == {COLOURS[0]}
    assert legend(display)[0] == "expected, ± one sd"


def test_candidates_without_a_score():
    failed, stopped = range(0, 40, 2), range(1, 10, 2)
    display = drawn(
        {"a": (0.0, 1.0)}, lambda p: p["a"], "a", 40, failed=failed, stopped=stopped
    )
    a = np.array([params["a"] for params in display.results.params])
    np.testing.assert_allclose(display.failed_.get_xdata(), a[list(failed)])
    np.testing.assert_allclose(display.stopped_.get_xdata(), a[list(stopped)])
    assert len(display.points_[0].get_xdata()) == 15
    assert set(display.failed_.get_ydata()) == {0.02}
    assert legend(display)[-2:] == ["failed", "stopped"]


def test_scores_far_below_are_at_the_edge():
    spec = {"a": (0.0, 1.0), "b": (0.0, 1.0)}
    results, model = modelled(spec, lambda params: params["a"], 60)
    means = results.means["score"]
    bad = np.argsort(means)[:2]
    means[bad] = -1e9
    display = ParameterEffectDisplay(results, model=model, parameter="b").plot()
    b = np.array([params["b"] for params in results.params])
    np.testing.assert_allclose(np.sort(display.below_.get_xdata()), np.sort(b[bad]))
    assert len(display.points_[0].get_xdata()) == 58
    assert display.ax_.get_ylim()[0] > -10
    assert "2 far below" in legend(display)
    assert drawn(spec, lambda params: 1.0, "a").below_ is None


def test_the_map(bayes):
    display = ParameterEffectDisplay.from_search(bayes, parameters=("C", "gamma"))
    (effect,) = display.effects
    (contours,) = display.maps_
    assert display.ax_.get_xscale() == display.ax_.get_yscale() == "log"
    assert (display.ax_.get_xlabel(), display.ax_.get_ylabel()) == ("C", "gamma")
    assert contours.levels[0] <= effect.mean.min() <= effect.mean.max()
    assert effect.mean.max() <= contours.levels[-1]
    assert display.colorbar_.mappable is contours
    table = bayes.cv_results_
    (points,) = display.points_
    np.testing.assert_allclose(points.get_xdata(), table["param_C"].astype(float))
    np.testing.assert_allclose(points.get_ydata(), table["param_gamma"].astype(float))
    best = bayes.best_params_
    np.testing.assert_allclose(display.best_.get_xydata(), [[best["C"], best["gamma"]]])


def test_strokes_where_the_map_is_uncertain():
    spec = {"a": (0.0, 1.0), "b": (0.0, 1.0)}
    results, _ = modelled(
        {"a": (0.0, 0.3), "b": (0.0, 1.0)}, lambda p: np.sin(9 * p["a"])
    )
    known = list(zip(results.params, results.means["score"], strict=True))
    model = Surrogate(Space.from_params(spec), [], known)
    display = ParameterEffectDisplay(results, model=model, parameters=("a", "b")).plot()
    (strokes,) = display.uncertain_
    at = strokes.get_offsets()
    assert at[:, 0].min() > 0.3
    (effect,) = display.effects
    most = UNCERTAIN * np.ptp(effect.mean)
    assert f"uncertain: one sd > {most:.2g}" in legend(display)
    std = effect.std
    cells = (std[1:, 1:] + std[1:, :-1] + std[:-1, 1:] + std[:-1, :-1]) / 4
    assert len(at) == (cells > most).sum() > 0
    spread = {"a": (0.0, 1.0), "b": (0.0, 1.0)}
    assert drawn(spread, lambda p: p["a"] + p["b"], ("a", "b"), 80).uncertain_ == []


def test_maps_of_choices():
    spec = {"a": ["x", "y"], "b": [None, randint(1, 9)]}
    display = drawn(spec, lambda params: 1.0 * (params["a"] == "x"), ("a", "b"))
    assert len(display.maps_) == 4
    levels = [list(one.levels) for one in display.maps_]
    assert levels == [levels[0]] * 4
    assert labels(display.ax_.xaxis) == ["x", "y"]
    assert labels(display.ax_.yaxis)[0] == "None"
    x, at = display.points_[0].get_data()
    for i, params in enumerate(display.results.params):
        assert round(x[i]) == ["x", "y"].index(params["a"])
        assert (at[i] < 0.9) == (params["b"] is None)


def test_a_map_where_both_exist():
    display = drawn(
        DICTS, of_dicts, ("kernel", "gamma"), failed=range(0, 20, 2), stopped=[1]
    )
    assert len(display.maps_) == 1
    params, state = display.results.params, display.results.state
    for line, wanted in (
        (display.points_[0], "complete"),
        (display.failed_, "failed"),
        (display.stopped_, "stopped"),
    ):
        own = [
            p["gamma"]
            for p, of in zip(params, state, strict=True)
            if of == wanted and p["kernel"] == "rbf"
        ]
        np.testing.assert_allclose([] if line is None else line.get_ydata(), own)


def test_a_flat_map():
    display = drawn({"a": [1, 2], "b": ["x", "y"]}, lambda params: 0.5, ("a", "b"))
    assert len(display.maps_) == 2
    assert display.uncertain_ == []


def test_searches_without_a_model():
    grid = {"C": [0.1, 1.0, 10.0], "kernel": ["linear", "rbf"]}
    for search in (GridSearchCV(SVC(), grid), GridSearchCV2(SVC(), grid)):
        display = ParameterEffectDisplay.from_search(search.fit(X, y), parameter="C")
        assert list(display.means_[0].get_xdata()) == [0.1, 1.0, 10.0]
        assert display.ax_.get_xscale() == "log"
    # a tree of depth 1 is so bad that it would be at the edge
    space = {"max_depth": randint(2, 40), "min_samples_leaf": [1, 5]}
    tree = DecisionTreeClassifier(random_state=0)
    search = RandomizedSearchCV(tree, space, n_iter=30, cv=2)
    search.set_params(random_state=0).fit(X, y)
    table = search.cv_results_
    display = ParameterEffectDisplay.from_cv_results(table, parameter="max_depth")
    assert display.ax_.get_xscale() == "linear"
    depths = table["param_max_depth"].astype(int)
    np.testing.assert_array_equal(display.points_[0].get_xdata(), depths)


def test_hostile_and_long_texts():
    name = "columntransformer__num__imputer__strategy__of_something_long"
    spec = {name: ["$x^$", "many characters in a string", ("a", 1)], "b": (0.0, 1.0)}
    display = drawn(spec, lambda params: params["b"], name)
    assert labels(display.ax_.xaxis) == ["$x^$", "many charact… string", "('a', 1)"]
    assert display.ax_.get_xlabel().replace("\n", "") == name
    assert max(map(len, display.ax_.get_xlabel().split("\n"))) <= 50
    display = drawn(spec, lambda params: params["b"], ("b", name))
    assert max(map(len, display.ax_.get_ylabel().split("\n"))) <= 34


def test_nothing_is_cut_off():
    long = {"x" * 60: [f"choice {i}" for i in range(12)], "b": (0.0, 1.0)}
    for names in ("x" * 60, ("x" * 60, "b"), ("b", "x" * 60)):
        display = drawn(long, lambda params: params["b"], names)
        figure = display.figure_
        box = figure.get_tightbbox(figure.canvas.get_renderer())
        assert min(box.x0, box.y0) > -0.01
        assert box.x1 < 6.01
        assert box.y1 < 4.01


def test_axes_of_a_user(bayes):
    figure, ax = plt.subplots()
    display = ParameterEffectDisplay.from_search(bayes, parameter="C", ax=ax)
    assert (display.ax_, display.figure_) == (ax, figure)
    assert repr(display) == "<ParameterEffectDisplay of C, 12 candidates>"


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"parameter": "c"}, ValueError, r"among \['C', 'gamma'\], got 'c'"),
        ({"parameter": 3}, TypeError, r"parameter: expected the name .* got 3"),
        ({"parameter": ("C", "gamma")}, TypeError, r"parameters=\('first', 'second'\)"),
        ({"parameters": "C"}, ValueError, "two different names"),
        ({"parameters": 3}, ValueError, "two different names"),
        ({"parameters": ("C", "C")}, ValueError, "two different names"),
        ({"parameters": ("C", "gamma", "C")}, ValueError, "two different names"),
        ({"parameters": ("C", ["gamma"])}, TypeError, "expected the name"),
        ({"parameters": ("C", "x")}, ValueError, r"parameters must be among .* 'x'"),
        ({"parameter": "C", "parameters": ("C", "gamma")}, ValueError, "not both"),
    ],
)
def test_bad_names(bayes, options, error, match):
    with pytest.raises(error, match=match):
        ParameterEffectDisplay.from_search(bayes, **options)


def test_nothing_to_draw():
    search = GridSearchCV(SVC(), {}).fit(X, y)
    with pytest.raises(ValueError, match=r"no parameter varies \(it has no parameters"):
        ParameterEffectDisplay.from_search(search)
    spec = [{"a": (0.0, 1.0)}, {"b": (0.0, 1.0)}]
    with pytest.raises(ValueError, match="no candidate in which both"):
        drawn(spec, lambda params: 1.0 * ("a" in params), ("a", "b"))
