import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Stepped


def values_of(dim):
    return [dim.from_unit((i + 0.5) / dim.size) for i in range(dim.size)]


def test_ints():
    values = values_of(Stepped(1, 10, 3))
    assert values == [1, 4, 7, 10]
    assert all(type(value) is int for value in values)


def test_floats_are_as_one_would_write_them():
    assert values_of(Stepped(0.0, 0.9, 0.3)) == [0.0, 0.3, 0.6, 0.9]
    assert values_of(Stepped(-0.25, 0.16, 0.1)) == [-0.25, -0.15, -0.05, 0.05, 0.15]


def test_all_are_equally_likely():
    dim = Stepped(0.0, 1.0, 0.25)
    values = [dim.from_unit(u) for u in np.random.default_rng(0).random(5000)]
    _, counts = np.unique(values, return_counts=True)
    assert len(counts) == 5
    assert stats.chisquare(counts).pvalue > 0.01


def test_nearest():
    dim = Stepped(1, 9, 2)
    assert dim.nearest(6.4) == 7
    assert dim.nearest(-5) == 1
    assert dim.nearest("a") == dim.middle() == 5


def test_contains_the_steps_only():
    dim = Stepped(1, 9, 2)
    assert dim.contains(3)
    assert not dim.contains(4)
    assert not dim.contains(11)
    assert not dim.contains(3.0)


@pytest.mark.parametrize("step", [0, -1, float("inf"), float("nan")])
def test_wrong_steps(step):
    with pytest.raises(ValueError, match="step must be above 0"):
        Stepped(0, 1, step)


@pytest.mark.parametrize("low", [0.0, 1e9])
def test_steps_that_floats_cannot_tell_apart(low):
    with pytest.raises(ValueError, match="leave the step out"):
        Stepped(low, low + 1, 1e-13)


def test_ends_are_exact():
    dim = Stepped(1 / 3, 1 / 3 + 0.2, 0.1)
    assert dim.from_unit(0.0) == 1 / 3
    assert dim.from_unit(1.0) == 1 / 3 + 0.2
    assert dim.contains(1 / 3)
    assert dim.contains(1 / 3 + 0.2)


@pytest.mark.parametrize("seed", range(40))
def test_round_trip_in_any_range(seed):
    rng = np.random.default_rng(seed)
    low = rng.normal() * 10.0 ** rng.integers(-6, 6)
    step = int(rng.integers(1, 9)) * 10.0 ** rng.integers(-5, 4)
    dim = Stepped(low, low + step * 10.0 ** rng.integers(0, 8), step)
    for u in rng.random(100):
        value = dim.from_unit(u)
        assert dim.contains(value)
        assert dim.low <= value <= dim.high
        assert dim.from_unit(dim.to_unit(value)) == value
