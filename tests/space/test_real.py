import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Real


def drawn(dim, n=4000):
    return [dim.from_unit(u) for u in np.random.default_rng(0).random(n)]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 5), (1e6, 1e6 + 1)])
def test_linear_is_uniform(low, high):
    test = stats.kstest(drawn(Real(low, high)), stats.uniform(low, high - low).cdf)
    assert test.pvalue > 0.01


@pytest.mark.parametrize(("low", "high"), [(1e-3, 1e3), (1, 2), (1e-300, 1e300)])
def test_log_is_uniform_in_the_logarithm(low, high):
    values = np.log(drawn(Real(low, high, log=True)))
    start, width = np.log(low), np.log(high) - np.log(low)
    assert stats.kstest(values, stats.uniform(start, width).cdf).pvalue > 0.01


@pytest.mark.parametrize("log", [False, True])
def test_bounds_are_exact_and_never_passed(log):
    dim = Real(1 / 3, 7 / 3, log=log)
    assert dim.from_unit(0.0) == 1 / 3
    assert dim.from_unit(1.0) == 7 / 3
    assert dim.from_unit(dim.to_unit(1 / 3)) == 1 / 3
    assert dim.from_unit(dim.to_unit(7 / 3)) == 7 / 3
    values = drawn(dim)
    assert min(values) >= 1 / 3
    assert max(values) <= 7 / 3


@pytest.mark.parametrize("seed", range(40))
def test_round_trip_in_any_range(seed):
    rng = np.random.default_rng(seed)
    centre = rng.normal() * 10.0 ** rng.integers(-12, 12)
    width = 10.0 ** rng.integers(-15, 15)
    low, high = centre, centre + width
    if high == low:
        high = np.nextafter(low, np.inf)
    dims = [Real(low, high)]
    if low > 0:
        dims.append(Real(low, high, log=True))
    for dim in dims:
        for end in (low, high):
            assert dim.from_unit(dim.to_unit(end)) == end
        for u in [0.0, 1.0, *rng.random(300), *rng.random(50) ** 20]:
            value = dim.from_unit(u)
            assert low <= value <= high
            assert dim.from_unit(dim.to_unit(value)) == value


def test_values_are_short_to_print():
    dim = Real(1e-3, 1e3, log=True)
    assert dim.from_unit(0.5) == 1.0
    assert all(len(f"{value!r}") <= 18 for value in drawn(dim, 100))


def test_bounds_become_floats():
    assert type(Real(0, 1).low) is float
    assert type(Real(np.float32(0.5), 1).from_unit(0.0)) is float


def test_nearest():
    dim = Real(0.1, 10, log=True)
    assert dim.nearest(1 / 3) == 1 / 3
    assert dim.nearest(0) == 0.1
    assert dim.nearest(np.inf) == 10
    assert dim.nearest("scale") == dim.middle() == 1.0
    assert dim.nearest(True) == 1.0


def test_contains_no_bool():
    assert Real(0, 1).contains(1)
    assert not Real(0, 1).contains(True)
    assert not Real(0, 1).contains(np.nan)


@pytest.mark.parametrize(
    ("low", "high", "log", "match"),
    [
        (2, 1, False, "reversed"),
        (0, np.inf, False, "not finite"),
        (np.nan, 1, False, "not finite"),
        (0, 1, True, "must be above 0"),
        (-1, 1, True, "must be above 0"),
    ],
)
def test_wrong_ranges(low, high, log, match):
    with pytest.raises(ValueError, match=match):
        Real(low, high, log)
