import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Ordinal
from sk_hpo.space.dimensions.ordinal import is_log, places_of


def test_values_are_sorted_distinct_and_as_given():
    dim = Ordinal([10, 0.5, 10, np.int64(3), np.float32(2)])
    assert dim.values == (0.5, 2.0, 3, 10)
    assert [type(v) for v in dim.values] == [float, float, int, int]


def test_all_are_equally_likely():
    dim = Ordinal([1, 10, 100, 1000])
    values = [dim.from_unit(u) for u in np.random.default_rng(0).random(5000)]
    _, counts = np.unique(values, return_counts=True)
    assert stats.chisquare(counts).pvalue > 0.01


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1, 2, 3], [0, 0.5, 1]),
        ([1, 2, 5], [0, 0.4307, 1]),
        ([0, 2, 10], [0, 0.2, 1]),
        ([0.01, 0.1, 1, 10, 100], [0, 0.25, 0.5, 0.75, 1]),
        ([0, 0.001, 0.01, 0.1, 1], [0, 0.25, 0.5, 0.75, 1]),
        ([-1e308, 0, 1e308], [0, 0.5, 1]),
        ([7], [0.5]),
    ],
)
def test_places_are_on_the_most_even_scale(values, places):
    np.testing.assert_allclose(places_of(values), places, atol=1e-4)
    assert Ordinal(values).places == places_of(values)


def test_draws_are_on_the_scale_on_which_they_are_uniform():
    draws = np.sort(np.random.default_rng(0).uniform(size=(20, 100)), axis=1)
    assert not any(is_log(one) for one in 1 + 99 * draws)
    assert all(is_log(one) for one in 100**draws)
    assert not is_log([0, 1, 2])
    assert not is_log([3, 3])


def test_nearest():
    dim = Ordinal([1, 10, 100])
    assert dim.nearest(12) == 10
    assert dim.nearest(1e9) == 100
    assert dim.nearest(None) == dim.middle() == 10


def test_wrong_values():
    with pytest.raises(ValueError, match="empty list"):
        Ordinal([])
    with pytest.raises(TypeError, match="finite numbers are needed, got 'a'"):
        Ordinal([1, "a"])
    with pytest.raises(TypeError, match="finite numbers are needed, got True"):
        Ordinal([1, True])


def test_types_are_part_of_equality():
    assert Ordinal([1, 2]) == Ordinal([2, 1])
    assert Ordinal([1, 2]) != Ordinal([1.0, 2])
