"""ParallelCoordinatesDisplay: which line is where."""

from itertools import pairwise

import numpy as np
import pytest

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


def test_names_do_not_overlap():
    display = ParallelCoordinatesDisplay.from_cv_results(table())
    names = [text.get_text() for text in display.ax_.get_xticklabels()]
    assert names[1].replace("\n", "") == LONG
    assert "\n" in names[1]
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


def test_a_search_without_parameters():
    with pytest.raises(ValueError, match="no candidate has parameters"):
        ParallelCoordinatesDisplay.from_cv_results(
            {"params": [{}], "mean_test_score": [1.0]}
        )
