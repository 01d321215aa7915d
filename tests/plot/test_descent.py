"""DescentDisplay: the steps of paths, and the real fits of their ends."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

from sk_hpo import AutoSearchCV, BayesSearchCV, GradSearchCV, load_results
from sk_hpo.descent_path import Path, Step
from sk_hpo.plot import DescentDisplay
from sk_hpo.plot.descents.labels import settings_of
from sk_hpo.results import results_of

X, y = load_breast_cancer(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
X, y = X[::3], y[::3]
C = {"C": (1e-3, 1e3, "log-uniform")}


def searched(model, space, **options):
    search = GradSearchCV(model, space, n_iter=6, random_state=0, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of predictions that real fits contradict
        return search.fit(X, y)


@pytest.fixture(scope="module")
def exact():
    return searched(LogisticRegression(), C, scoring="neg_log_loss")


@pytest.fixture(scope="module")
def contradicted():
    return searched(LogisticRegression(max_iter=3), C, scoring="neg_log_loss")


@pytest.fixture(scope="module")
def several():
    space = [
        {"kernel": ["rbf"], "gamma": (1e-3, 1e0), **C},
        {"kernel": ["linear"], **C},
    ]
    return searched(SVC(), space)


def labels(display):
    return [text.get_text() for text in display.ax_.get_legend().get_texts()]


def test_one_parameter_is_the_horizontal_axis(exact):
    display = DescentDisplay.from_search(exact)
    (path,) = exact.descents
    (line,) = display.paths_
    values = {step.params["C"]: step.score for step in path.steps}
    np.testing.assert_allclose(line.get_xdata(), sorted(values))
    np.testing.assert_allclose(line.get_ydata(), [values[c] for c in sorted(values)])
    assert (display.ax_.get_xlabel(), display.ax_.get_xscale()) == ("C", "log")
    found = dict(zip(*display.candidates_.get_data(), strict=True))
    for trial in exact.trials:
        assert found[trial.params["C"]] == pytest.approx(trial.value)
    assert labels(display)[0] == "exact score"
    assert display.missed_ is None
    display.figure_.canvas.draw()


def test_against_the_steps(exact):
    display = DescentDisplay.from_search(exact, against="step")
    steps = exact.descents[0].steps
    (line,) = display.paths_
    assert line.get_xdata().tolist() == list(range(1, len(steps) + 1))
    np.testing.assert_allclose(line.get_ydata(), [step.score for step in steps])
    (at,), (real,) = display.ends_.get_data()
    best = max(step.score for step in steps)
    assert steps[int(at) - 1].score == pytest.approx(best, abs=1e-6)
    assert real == pytest.approx(exact.best_score_)


def test_a_contradiction_is_seen(contradicted):
    display = DescentDisplay.from_search(contradicted, against="step")
    best = max(step.score for step in contradicted.descents[0].steps)
    ((_, predicted), (_, real)) = display.missed_.get_segments()[0]
    assert predicted == pytest.approx(best, abs=1e-3)
    assert real < predicted - 0.005
    found = labels(display)
    assert any("predictions missed by up to" in label for label in found)
    assert "real fits, no gradient" in found


def test_paths_are_told_apart(several):
    display = DescentDisplay.from_search(several)
    assert display.against == "step"
    assert len(display.paths_) == len(several.descents) == 2
    found = ["score, along a smooth loss:", "kernel=rbf", "kernel=linear"]
    assert labels(display)[:3] == found
    one = DescentDisplay.from_search(several, against="gamma")
    assert np.isnan(one.paths_[1].get_xdata()).all()
    one.figure_.canvas.draw()


def test_auto_descends_too():
    search = AutoSearchCV(LogisticRegression(), C, scoring="neg_log_loss", n_iter=3)
    display = DescentDisplay.from_search(search.fit(X, y))
    assert len(display.paths_) == len(search.descents) > 0


def test_a_smooth_loss_has_its_own_axis(exact):
    steps = tuple(Step({"C": c}, -c, {"C": -1.0}, 1e-3, 0.1) for c in (4.0, 2.0, 1.0))
    limits = {"C": (1e-3, 1e3, True)}
    smooth = Path(steps, ({"C": 1.0},), "converged", exact=False, ranges=limits)
    paths = [*exact.descents, smooth]
    display = DescentDisplay(results_of(exact), paths=paths).plot()
    assert len(display.axes_) == 2
    assert display.paths_[1].axes is display.axes_[1] is not display.ax_
    assert "smooth loss" in labels(display)
    # it predicts no score, so nothing is missed
    assert len(display.ends_.get_xdata()) == 1


def test_many_paths_have_a_colour_a_kind(several):
    paths = several.descents * 10
    display = DescentDisplay(results_of(several), paths=paths).plot()
    assert len(display.paths_) == 20
    assert labels(display)[0] == "score, along a smooth loss"
    assert len(labels(display)) <= 3


def path_of(*scores, judged=False, **fixed):
    steps = tuple(Step({"C": 1.0 + i}, s, {}, 0, 0) for i, s in enumerate(scores))
    return Path(
        steps, (), "converged", exact=not judged, judged=judged, fixed=dict(fixed)
    )


def test_names_of_settings_are_short():
    long = "columntransformer__numbers__imputer__strategy"
    paths = [
        path_of(0.1, 0.2, **{long: value, "a__kernel": kernel, "same": 1})
        for value in ("mean", "most_frequent")
        for kernel in ("rbf", SVC(C=1234567.0, gamma=0.001))
    ]
    assert settings_of(paths[:2]) == ["kernel=rbf", "kernel=SVC(C=123456…=0.001)"]
    assert settings_of(paths[::2]) == ["strategy=mean", "strategy=most_frequent"]
    assert settings_of(paths)[2] == "strategy=most_frequent,\nkernel=rbf"
    assert settings_of(paths[:1]) == [""]
    two = [path_of(0.1, a__C=1, b__C=2), path_of(0.1, a__C=2)]
    assert settings_of(two) == ["a__C=1, b__C=2", "a__C=2"]


def test_settings_that_are_arrays_tell_paths_apart():
    one, two = (path_of(0.1, priors=np.array([0.5, p])) for p in (0.5, 0.4))
    assert settings_of([one, one]) == ["", ""]
    assert all("priors=" in text for text in settings_of([one, two]))


def test_a_bad_path_does_not_hide_a_good_one(exact):
    best = exact.best_score_
    good = path_of(best - 0.02, best - 0.01, best, kernel="rbf")
    bad = path_of(best - 9.0, best - 8.0, kernel="$_{x$", judged=True)
    display = DescentDisplay(results_of(exact), paths=[good, bad]).plot()
    low, high = display.ax_.get_ylim()
    assert low < best - 0.02
    assert high - low < 0.5
    assert f"down to {best - 9:.3g}" in display.below_.get_text()
    assert labels(display) == [
        "exact score:",
        "kernel=rbf",
        "score, along a smooth loss:",
        "kernel=$_{x$ (below)",
        "real fits",
    ]
    display.figure_.canvas.draw()


def test_paths_alone_have_all_their_steps(exact):
    low = exact.best_score_ - 3
    display = DescentDisplay(results_of(exact), paths=[path_of(low, -0.2, -0.1)]).plot()
    assert display.ax_.get_ylim()[0] < low
    assert display.below_ is None


def test_paths_that_nothing_tells_apart_have_numbers(exact):
    paths = [path_of(-0.2, -0.1), path_of(-0.3, -0.1)]
    display = DescentDisplay(results_of(exact), paths=paths).plot()
    assert labels(display)[:3] == ["exact score:", "path 1", "path 2"]


@pytest.mark.parametrize("against", ["step", None])
def test_a_title_is_above_the_legend(several, against):
    display = DescentDisplay.from_search(several, against=against)
    display.ax_.set_title("my search")
    display.figure_.canvas.draw()
    box = display.ax_.get_legend().get_window_extent()
    assert box.y1 <= display.ax_.title.get_window_extent().y0
    assert display.figure_.bbox.x0 <= box.x0
    assert box.x1 <= display.figure_.bbox.x1


@pytest.mark.parametrize("n", [1, 2, 3, 200])
def test_steps_are_whole(exact, n):
    display = DescentDisplay(
        results_of(exact), paths=[path_of(*np.linspace(-0.3, -0.1, n))], against="step"
    ).plot()
    display.figure_.canvas.draw()
    low, high = display.ax_.get_xlim()
    ticks = [x for x in display.ax_.get_xticks() if low <= x <= high]
    assert ticks
    assert all(x == round(x) >= 1 for x in ticks)


def test_scores_that_are_not_finite(exact):
    scores = (-np.inf, -0.3, np.nan)
    steps = tuple(Step({"C": 1.0 + i}, s, {}, 0, 0) for i, s in enumerate(scores))
    path = Path(steps, ({"C": 2.0},), "converged", exact=True)
    display = DescentDisplay(results_of(exact), paths=[path]).plot()
    np.testing.assert_array_equal(display.paths_[0].get_ydata(), [np.nan, -0.3, np.nan])
    display.figure_.canvas.draw()


@pytest.mark.parametrize("made", [GridSearchCV, BayesSearchCV])
def test_searches_without_descents(made):
    search = made(SVC(), {"C": [1.0, 2.0]}).fit(X, y)
    message = f"GradSearchCV, or an AutoSearchCV that.* {made.__name__}, which has no"
    with pytest.raises(TypeError, match=message):
        DescentDisplay.from_search(search)
    with pytest.raises(TypeError, match="type dict, which has no descents"):
        DescentDisplay.from_cv_results(search.cv_results_)


def test_a_search_that_did_not_descend():
    search = AutoSearchCV(SVC(), {"C": [1.0, 2.0]}, n_iter=2).fit(X, y)
    with pytest.raises(ValueError, match="AutoSearchCV has no descents"):
        DescentDisplay.from_search(search)


def test_bad_input(exact):
    with pytest.raises(ValueError, match=r"'step' or .*\['C'\], got 'D'"):
        DescentDisplay.from_search(exact, against="D")
    with pytest.raises(ValueError, match="not fitted"):
        DescentDisplay.from_search(GradSearchCV(SVC(), C))


@pytest.mark.parametrize("form", ["saved", "path"])
def test_a_checkpoint(form, tmp_path):
    path = tmp_path / "search.db"
    space = {"alpha": (1e-3, 1e3, "log-uniform")}
    search = GradSearchCV(Ridge(), space, checkpoint=path).fit(X, y)
    source = path if form == "path" else load_results(path)[0]
    own, saved = (DescentDisplay.from_search(one) for one in (search, source))
    np.testing.assert_array_equal(
        own.paths_[0].get_xydata(), saved.paths_[0].get_xydata()
    )
    np.testing.assert_allclose(own.ends_.get_xydata(), saved.ends_.get_xydata())
