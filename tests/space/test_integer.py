import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Integer


def counted(dim, n=20_000):
    u = np.random.default_rng(0).random(n)
    values = [dim.from_unit(x) for x in u]
    return np.bincount(np.array(values) - dim.low, minlength=dim.size)


def test_linear_is_uniform():
    counts = counted(Integer(-3, 6))
    assert len(counts) == 10
    assert stats.chisquare(counts).pvalue > 0.01


def test_linear_cells_are_equal():
    dim = Integer(2, 8)
    u = (np.arange(7000) + 0.5) / 7000
    counts = np.bincount([dim.from_unit(x) for x in u])[2:]
    assert counts.tolist() == [1000] * 7


def test_log_has_the_documented_probabilities():
    dim = Integer(1, 12, log=True)
    v = np.arange(1, 13)
    weights = np.log((v + 0.5) / (v - 0.5))
    counts = counted(dim)
    expected = weights / weights.sum() * counts.sum()
    assert stats.chisquare(counts, expected).pvalue > 0.01


@pytest.mark.parametrize("log", [False, True])
def test_every_int_survives(log):
    dim = Integer(1, 3000, log=log)
    for value in range(1, 3001):
        again = dim.from_unit(dim.to_unit(value))
        assert again == value
        assert type(again) is int


@pytest.mark.parametrize("log", [False, True])
def test_ints_of_a_very_wide_range_survive(log):
    dim = Integer(1, 2**40, log=log)
    rng = np.random.default_rng(0)
    ints = rng.integers(1, 2**40, 2000).tolist()
    for value in [1, 2, 3, 2**40 - 1, 2**40, *ints]:
        assert dim.from_unit(dim.to_unit(value)) == value


def test_numpy_bounds_give_python_ints():
    assert type(Integer(np.int64(1), np.int64(5)).from_unit(0.3)) is int


def test_nearest():
    dim = Integer(2, 30)
    assert dim.nearest(7) == 7
    assert dim.nearest(6.8) == 7
    assert dim.nearest(100) == 30
    assert dim.nearest(-np.inf) == 2
    assert dim.nearest(None) == dim.middle() == 16


def test_contains_ints_only():
    dim = Integer(0, 5)
    assert dim.contains(np.int32(5))
    assert not dim.contains(3.0)
    assert not dim.contains(True)
    assert not dim.contains(6)


def test_wrong_ranges():
    with pytest.raises(ValueError, match="reversed"):
        Integer(3, 2)
    with pytest.raises(ValueError, match="must be above 0"):
        Integer(0, 2, log=True)
    with pytest.raises(ValueError, match="too many integers"):
        Integer(0, 2**62)
    with pytest.raises(TypeError, match=r"needs integers, got 1\.5"):
        Integer(1.5, 2)
    with pytest.raises(TypeError, match="needs integers, got True"):
        Integer(True, 2)
