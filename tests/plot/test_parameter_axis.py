"""Where the values of a parameter are on its axis."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from sk_hpo.plot.parameter_axis import (
    ABSENT,
    ABSENT_NAME,
    MOST_LABELS,
    linear_ticks,
    log_ticks,
    parameter_axis,
)


def test_a_wide_range_is_on_a_log_scale():
    axis = parameter_axis(np.logspace(-3, 3, 21))
    assert axis.log
    np.testing.assert_allclose(axis.places, np.linspace(0, 1, 21))
    assert [label for _, label in axis.ticks][:2] == ["0.001", "0.01"]
    np.testing.assert_allclose([place for place, _ in axis.ticks], np.linspace(0, 1, 7))


def test_a_narrow_range_and_scores_are_linear():
    axis = parameter_axis(np.linspace(2.0, 4.0, 21))
    assert not axis.log
    np.testing.assert_allclose(axis.places, np.linspace(0, 1, 21))
    assert not parameter_axis(np.logspace(-3, 3, 21), linear=True).log


def test_integers_have_whole_ticks():
    axis = parameter_axis(list(range(1, 13)))
    assert all(float(label).is_integer() for _, label in axis.ticks)
    assert linear_ticks(3, 5, whole=True) == [3, 4, 5]


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
    assert axis.ticks[0] == (0.0, ABSENT_NAME)
    assert axis.places[-1] == 0.0
    assert 0.0 < axis.places[-2] < axis.places[:20].min()
    assert axis.named.tolist() == [False] * 20 + [True] * 2


def test_one_value_is_in_the_middle():
    for value in ("a", 3.0, None, np.nan):
        assert parameter_axis([value, value]).places.tolist() == [0.5, 0.5]


def test_many_names_have_some_labels():
    axis = parameter_axis([f"name {i}" for i in range(100)])
    assert len(axis.ticks) <= MOST_LABELS
    assert len(set(axis.places)) == 100


def test_values_without_a_hash():
    axis = parameter_axis([[1, 2], [1, 2], {"a": 1}])
    assert axis.places.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("low", "high"), [(1e-300, 1e300), (0.9, 1.2), (1e-8, 1e-7), (3.0, 80.0)]
)
def test_log_ticks_are_inside_and_few(low, high):
    ticks = log_ticks(low, high)
    assert 0 < len(ticks) <= 8
    assert all(low <= tick <= high for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high"), [(-1e308, 1e308), (0.9, 1.2), (1e-8, 3e-8), (-5.0, 80.0)]
)
def test_linear_ticks_are_inside_and_few(low, high):
    ticks = linear_ticks(low, high, whole=False)
    assert 2 <= len(ticks) <= 11
    width = high / 2 - low / 2
    assert all(low - 1e-9 * width <= t <= high + 1e-9 * width for t in ticks)
