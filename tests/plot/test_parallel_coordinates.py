"""ParallelCoordinatesDisplay: which line is where."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, HalvingGridSearchCV2
from sk_hpo.plot import ParallelCoordinatesDisplay

LONG = "columntransformer__num__imputer__strategy"


def table(n=40, seed=0):
    """A table with a conditional parameter, failures and a disaster."""
    rng = np.random.default_rng(seed)
    params, scores = [], rng.uniform(0.8, 0.9, n)
    for i in range(n):
        one = {"C": float(10 ** rng.uniform(-3, 3)), LONG: ["mean", "median"][i % 2]}
        params.append(one | ({"gamma": float(rng.uniform(1, 2))} if i % 3 else {}))
    scores[4] = -100.0
    scores[::8] = np.nan
    return {"params": params, "mean_test_score": scores}


def points(lines):
    return np.array([path.vertices[:, 1] for path in lines.get_paths()])


def test_each_candidate_is_one_line():
    found = table()
    display = ParallelCoordinatesDisplay.from_cv_results(found)
    assert display.parameters_ == ["C", LONG, "gamma"]
    scores = found["mean_test_score"]
    order = np.argsort(scores[np.isfinite(scores)])
    rows = np.flatnonzero(np.isfinite(scores))[order]
    axes = [*display.axes_of_parameters_.values(), display.score_axis_]
    expected = np.column_stack([axis.places for axis in axes])
    np.testing.assert_allclose(points(display.best_), expected[rows[-4:]])
    np.testing.assert_allclose(points(display.rest_), expected[rows[:-4]])
    np.testing.assert_allclose(display.chosen_.get_ydata(), expected[rows[-1]])
    np.testing.assert_allclose(display.best_.get_array(), scores[rows[-4:]])
    assert len(display.failed_.get_paths()) == 5
    assert len(display.stopped_.get_paths()) == 0
    display.figure_.canvas.draw()


def test_scales_and_the_missing():
    display = ParallelCoordinatesDisplay.from_cv_results(table())
    axes = display.axes_of_parameters_
    assert axes["C"].log
    assert not axes["gamma"].log
    assert axes["gamma"].ticks[0] == (0.0, "(not set)")
    assert (axes["gamma"].places[::3] == 0.0).all()
    assert [label for _, label in axes[LONG].ticks] == ["mean", "median"]


def test_a_disaster_is_at_the_end_of_the_scale():
    scores = table()["mean_test_score"]
    axis = ParallelCoordinatesDisplay.from_cv_results(table()).score_axis_
    assert axis.places[4] == axis.places[np.isfinite(scores)].min()
    assert any(label.startswith("<=0.8") for _, label in axis.ticks)
    assert axis.places[np.nanargmax(scores)] == 1.0


def test_many_lines_through_a_name_are_spread():
    display = ParallelCoordinatesDisplay.from_cv_results(table(200))
    places = points(display.rest_)[:, 1]
    assert len(np.unique(places)) > 100
    assert (np.minimum(abs(places), abs(places - 1)) <= 0.025).all()


LEVEL = {"ct__num__strategy": 1, "gradient_boosting__learning_rate": 1}
UPRIGHT = {
    "gradient_boosting_with_early_stopping__learning_rate_of_the_model": 1,
    "anameofverymanycharacterswithoutanyunderscorewhatsoever": 1,
    "columntransformer__num__imputer__strategy": 1,
    "histgradientboostingclassifier__l2_regularization": 1,
    "_".join(["many"] * 40): 1,
}


@pytest.mark.parametrize(("names", "angle"), [(LEVEL, 0), (UPRIGHT, 90)])
@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.in_turn
def test_long_names_leave_room_for_the_lines(names, angle, n):
    more = {f"{name}_{i}": 1 for i in range(n) for name in names}
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": [more, more], "mean_test_score": [1, 2]}
    )
    display.figure_.canvas.draw()
    texts = display.ax_.get_xticklabels()
    if n == 1:
        assert texts[0].get_rotation() == angle
    boxes = [text.get_window_extent() for text in texts]
    assert all(box.x1 <= other.x0 for box, other in pairwise(boxes))
    height = display.figure_.bbox.height
    assert max(box.height for box in boxes) <= 0.38 * height
    assert min(box.y0 for box in boxes) >= 0
    assert display.ax_.bbox.height > 0.4 * height


def test_the_middle_of_a_name_is_left_out_if_it_must_be():
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": [UPRIGHT] * 2, "mean_test_score": [1, 2]}
    )
    names = [text.get_text() for text in display.ax_.get_xticklabels()]
    assert names[0].replace("\n", "") == next(iter(UPRIGHT))
    assert "\N{HORIZONTAL ELLIPSIS}" in names[1]
    assert names[3].endswith("l2_regularization")
    assert names[4].startswith("many_")
    assert names[4].endswith("many")


def test_a_title_is_above_the_legend():
    display = ParallelCoordinatesDisplay.from_cv_results(table())
    display.ax_.set_title("A title")
    display.figure_.canvas.draw()
    legend = display.ax_.get_legend().get_window_extent()
    assert legend.y1 <= display.ax_.title.get_window_extent().y0


def test_names_do_not_overlap():
    display = ParallelCoordinatesDisplay.from_cv_results(table())
    names = [text.get_text() for text in display.ax_.get_xticklabels()]
    assert names[1].replace("\n", "") == LONG
    assert "\n" in names[1]
    assert names[-1] == "score"
    display.figure_.canvas.draw()
    boxes = [text.get_window_extent() for text in display.ax_.get_xticklabels()]
    for box, other in pairwise(boxes):
        assert box.x1 <= other.x0
    assert min(box.y0 for box in boxes) >= 0


def test_parameters_are_chosen_and_ordered():
    draw = ParallelCoordinatesDisplay.from_cv_results
    assert draw(table(), parameters=["gamma", "C"]).parameters_ == ["gamma", "C"]
    assert points(draw(table(), parameters=["C"], best=1.0).best_).shape == (35, 2)


def test_entries_of_a_dict_have_axes():
    weights = [{"w": {"a": 1.0, "b": float(i)}} for i in range(3)]
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": weights, "mean_test_score": [1, 2, 3]}
    )
    assert display.parameters_ == ["w['a']", "w['b']"]


def test_texts_of_users_are_no_formulas():
    params = [{"a": value} for value in ("$\\frac", "_$x$", "two\nlines")]
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": params, "mean_test_score": [1, 2, 3]}
    )
    display.figure_.canvas.draw()


def test_many_parameters_make_a_wider_figure():
    params = [{f"p{i}": j for i in range(20)} for j in range(3)]
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": params, "mean_test_score": [1, 2, 3]}
    )
    assert display.figure_.get_figwidth() > 12


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"parameters": ["D"]}, ValueError, r"different ones of \['C', .*\['D'\]"),
        ({"parameters": ["C", "C"]}, ValueError, "different ones"),
        ({"parameters": []}, ValueError, "different ones"),
        ({"parameters": "C"}, TypeError, "list of names or None, got .* str"),
        ({"best": 0.0}, ValueError, r"best must be a number in \(0, 1\], got 0.0"),
        ({"best": "a"}, ValueError, "best must be a number"),
    ],
)
def test_bad_input(options, error, message):
    with pytest.raises(error, match=message):
        ParallelCoordinatesDisplay.from_cv_results(table(), **options)


def test_ranges_have_the_scale_of_the_space():
    space = {"C": (1e-3, 1e3, "log-uniform"), "kernel": ["linear", "rbf", "poly"]}
    search = BayesSearchCV(SVC(), space, n_iter=3, random_state=0)
    search.fit(*load_iris(return_X_y=True))
    display = ParallelCoordinatesDisplay.from_search(search)
    params = search.cv_results_["params"]
    axis = display.axes_of_parameters_["C"]
    expected = (np.log10([one["C"] for one in params]) + 3) / 6
    np.testing.assert_allclose(axis.places, expected)
    kernels = display.axes_of_parameters_["kernel"].ticks
    assert [label for _, label in kernels] == ["linear", "rbf", "poly"]
    guessed = ParallelCoordinatesDisplay.from_cv_results(search.cv_results_)
    assert guessed.dimensions == {}
    assert {0.0, 1.0} <= set(guessed.axes_of_parameters_["C"].places)


def test_a_dict_among_choices_is_one_choice():
    grid = {"class_weight": [None, "balanced", {0: 1, 1: 2, 2: 3}]}
    search = GridSearchCV(SVC(), grid).fit(*load_iris(return_X_y=True))
    display = ParallelCoordinatesDisplay.from_search(search)
    (axis,) = display.axes_of_parameters_.values()
    labels = [label for _, label in axis.ticks]
    assert labels == ["None", "balanced", "{0: 1, 1: 2, 2: 3}"]


@pytest.mark.parametrize("scores", [[0.5], [0.5, 0.5, 0.5], [0.5, np.nan, 0.7]])
def test_nothing_varies(scores):
    params = [{"C": 1.0, "kernel": "rbf"}] * len(scores)
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": params, "mean_test_score": scores}
    )
    display.figure_.canvas.draw()
    for axis in display.axes_of_parameters_.values():
        assert axis.places.tolist() == [0.5] * len(scores)
    ticks = [label for _, label in display.axes_of_parameters_["C"].ticks]
    assert ticks == ["1.0"]
    assert display.score_axis_.ticks
    assert display.chosen_.get_ydata()[-1] in (0.5, 1.0)


def test_candidates_without_parameters_among_others():
    display = ParallelCoordinatesDisplay.from_cv_results(
        {"params": [{}, {"C": 1.0}], "mean_test_score": [0.5, 0.6]}
    )
    (axis,) = display.axes_of_parameters_.values()
    assert axis.ticks == [(0.0, "(not set)"), (1.0, "1.0")]


def test_a_search_without_parameters():
    with pytest.raises(ValueError, match="no candidate has parameters"):
        ParallelCoordinatesDisplay.from_cv_results(
            {"params": [{}], "mean_test_score": [1.0]}
        )


def test_a_part_of_the_resource_is_not_called_stopped():
    grid = {"C": [0.1, 1.0, 10.0]}
    search = HalvingGridSearchCV2(SVC(), grid, random_state=0)
    search.fit(*load_iris(return_X_y=True))
    assert search.n_candidates_ == [3, 1]
    axis = ParallelCoordinatesDisplay.from_search(search).score_axis_
    labels = [label for _, label in axis.ticks]
    assert "partial" in labels
    assert "stopped" not in labels
