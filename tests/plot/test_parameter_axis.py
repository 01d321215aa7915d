"""Where the values of a parameter are on its axis."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from sk_hpo.plot.parameters.axis import SpaceAxis
from sk_hpo.plot.parameters.stretches import Stretch, stretches_of
from sk_hpo.plot.parameters.ticks import round_numbers
from sk_hpo.plot.parameters.unit_axis import ABSENT, LABEL, apart, parameter_axis
from sk_hpo.space import Categorical, Distribution, Integer, Mixed, Ordinal, Real


def test_a_wide_range_is_on_a_log_scale():
    axis = parameter_axis(np.logspace(-3, 3, 21))
    assert axis.log
    np.testing.assert_allclose(axis.places, np.linspace(0, 1, 21))
    assert [label for _, label in axis.ticks][:2] == ["0.001", "0.01"]
    np.testing.assert_allclose([place for place, _ in axis.ticks], np.linspace(0, 1, 7))


def test_a_narrow_range_is_linear():
    axis = parameter_axis(np.linspace(2.0, 4.0, 21))
    assert not axis.log
    np.testing.assert_allclose(axis.places, np.linspace(0, 1, 21))


def test_integers_have_whole_ticks():
    axis = parameter_axis(list(range(1, 13)))
    assert all(float(label).is_integer() for _, label in axis.ticks)
    assert round_numbers(3, 5, whole=True) == [3, 4, 5]
    assert round_numbers(3, 4, whole=True) == [3, 4]


def test_few_close_numbers_are_places_of_equal_distance():
    axis = parameter_axis([0, 1, 2, 1000])
    np.testing.assert_allclose(axis.places, [0, 1 / 3, 2 / 3, 1])
    assert [label for _, label in axis.ticks] == ["0", "1", "2", "1000"]


def test_labels_of_close_ticks_differ():
    axis = parameter_axis(np.linspace(0.9791, 0.9804, 30))
    labels = [label for _, label in axis.ticks]
    assert len(set(labels)) == len(labels)


def test_choices_are_named():
    axis = parameter_axis(["a", True, StandardScaler(), "", "a"])
    labels = [label for _, label in axis.ticks]
    assert labels == ["a", "True", "StandardScaler()", "''"]
    assert axis.places[0] == axis.places[4] == 0.0
    assert axis.named.all()


def test_names_are_below_the_numbers_and_the_missing_at_the_bottom():
    values = [*range(20), None, ABSENT]
    axis = parameter_axis(values)
    assert axis.ticks[0] == (0.0, "(not set)")
    assert axis.places[-1] == 0.0
    assert 0.0 < axis.places[-2] < axis.places[:20].min()
    assert axis.named.tolist() == [False] * 20 + [True] * 2


def test_one_value_is_in_the_middle():
    for value in ("a", 3.0, None, np.nan):
        assert parameter_axis([value, value]).places.tolist() == [0.5, 0.5]


def test_many_names_have_some_labels():
    axis = parameter_axis([f"name {i}" for i in range(100)])
    places = [place for place, _ in axis.ticks]
    assert np.diff(places).min() >= LABEL
    assert len(set(axis.places)) == 100


def test_values_without_a_hash():
    axis = parameter_axis([[1, 2], [1, 2], {"a": 1}])
    assert axis.places.tolist() == [0.0, 0.0, 1.0]


def test_copies_of_an_estimator_are_at_one_place():
    axis = parameter_axis([StandardScaler(), StandardScaler(), None])
    assert axis.places.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("low", "high"), [(1e-300, 1e300), (0.9, 1.2), (1e-8, 1e-7), (3.0, 80.0), (3, 8)]
)
def test_ticks_of_a_log_scale_are_inside_and_few(low, high):
    ticks = round_numbers(low, high, log=True)
    assert 3 <= len(ticks) <= 8
    assert all(low <= tick <= high for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high"), [(-1e300, 1e300), (0.9, 1.2), (1e-8, 3e-8), (-5.0, 80.0)]
)
def test_ticks_of_a_linear_scale_are_inside_and_few(low, high):
    ticks = round_numbers(low, high)
    assert 3 <= len(ticks) <= 8
    assert all(low <= tick <= high for tick in ticks)


# Where the space is known.


@pytest.mark.parametrize("n", [1, 2, 8])
def test_few_candidates_are_at_their_places_in_the_space(n):
    values = [1.0, 10.0, 1e-3, 2.0, 3.0, 2.5, 2.6, 2.7][:n]
    axis = parameter_axis(values, [Real(1e-3, 1e3, log=True)])
    assert axis.log
    np.testing.assert_allclose(axis.places, (np.log10(values) + 3) / 6)
    labels = ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]
    assert [label for _, label in axis.ticks] == labels
    assert not axis.named.any()
    linear = parameter_axis([2, 2, 31], [Integer(2, 32)])
    np.testing.assert_allclose(linear.places, [0, 0, 29 / 30])


def test_listed_numbers_are_on_the_scale_of_their_list():
    axis = parameter_axis([0.1, 10, 1000], [Ordinal([0.1, 1, 10, 1000])])
    assert axis.log
    np.testing.assert_allclose(axis.places, [0, 0.5, 1])
    assert [label for _, label in axis.ticks] == ["0.1", "1", "10", "1000"]
    assert axis.named.all()
    ranks = parameter_axis([0, 1000], [Ordinal([0, 1, 2, 1000])])
    np.testing.assert_allclose(
        [place for place, _ in ranks.ticks], [0, 1 / 3, 2 / 3, 1]
    )
    many = parameter_axis([1, 100], [Ordinal(range(1, 101))])
    assert [label for _, label in many.ticks] == ["20", "40", "60", "80", "100"]
    assert not many.named.any()


def test_a_mixed_list_has_choices_below_its_range():
    axis = parameter_axis([None, 2, 31], [Mixed([None, Integer(2, 31)])])
    assert axis.places[0] == 0.0
    assert 0.1 < axis.places[1] < 0.15
    assert axis.places[2] == 1.0
    assert axis.ticks[0] == (0.0, "None")
    assert [label for _, label in axis.ticks[1:]] == ["5", "10", "15", "20", "25", "30"]


def test_choices_that_no_candidate_has_are_there():
    axis = parameter_axis(["b"], [Categorical(["a", "b"]), Categorical(["c"])])
    assert axis.ticks == [(0.0, "a"), (0.5, "b"), (1.0, "c")]
    assert axis.places.tolist() == [0.5]


def test_ranges_of_several_dicts_share_an_axis():
    dimensions = [Real(1e-2, 1.0, log=True), Real(1.0, 1e2, log=True)]
    axis = parameter_axis([1e-2, 1.0, ABSENT], dimensions)
    assert axis.log
    assert axis.places[2] == 0.0 < axis.places[0]
    assert axis.places[1] == pytest.approx((1 + axis.places[0]) / 2)


def test_candidates_outside_the_space_widen_it():
    axis = parameter_axis([1e-3, 1.0, "auto"], [Real(1e-2, 1e1, log=True)])
    assert axis.log
    assert axis.places[2] == 0.0
    assert axis.places[0] < axis.places[1] < 1.0
    assert axis.ticks[-1] == (1.0, "10")
    assert not parameter_axis([-1.0], [Real(1e-2, 1e1, log=True)]).log


def test_the_tails_of_a_distribution_are_there_if_candidates_are():
    normal = pytest.importorskip("scipy.stats").norm
    axis = parameter_axis([-4.0, 0.0, 4.0], [Distribution(normal())])
    np.testing.assert_allclose(axis.places, [0, 0.5, 1])


def test_many_choices_leave_half_of_the_axis_to_the_range():
    items = [f"choice {i}" for i in range(30)]
    axis = parameter_axis([1.0, 2.0, *items], [Mixed([*items, Real(1.0, 2.0)])])
    assert axis.places[0] == pytest.approx(0.5, abs=0.02)
    assert np.diff([place for place, _ in axis.ticks]).min() >= LABEL


def test_the_wide_range_of_a_mixed_list_does_not_overflow():
    items = [*"abcdefgh", Real(1e-300, 1e300, log=True)]
    axis = parameter_axis(["a", 1.0], [Mixed(items)])
    assert np.isfinite(axis.places).all()


def test_labels_that_would_overlap_are_left_out():
    ticks = [(0.0, "a"), (0.01, "b"), (0.5, "c"), (0.02, "d")]
    assert apart(ticks) == [(0.0, "a"), (0.5, "c")]


def test_both_kinds_of_axis_have_the_same_scale():
    dimension = Mixed([None, "a", Real(1e-2, 1e2, log=True)])
    on_axes = SpaceAxis("p", stretches_of(dimension, 10))
    values = [None, "a", 0.01, 1.0, 100.0]
    places = np.log10(on_axes.at(values))
    expected = (places - places[0]) / (places[-1] - places[0])
    np.testing.assert_allclose(parameter_axis(values, [dimension]).places, expected)
    at_end = SpaceAxis("p", [Stretch((1.0, 2.0), is_choice=False)]).unit([1.0, 2.0])
    assert at_end.tolist() == [0.0, 1.0]
