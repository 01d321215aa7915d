import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Distribution


def drawn(frozen, n=1000):
    dim = Distribution(frozen)
    return [dim.from_unit(u) for u in np.random.default_rng(0).random(n)]


@pytest.mark.parametrize(
    "frozen",
    [
        stats.norm(3, 2),
        stats.expon(scale=0.1),
        stats.gamma(2.5),
        stats.beta(0.5, 3),
        stats.lognorm(1.5),
        stats.truncnorm(-1, 2),
        stats.loguniform(1, 10, loc=5),
    ],
    ids=lambda frozen: frozen.dist.name,
)
def test_follows_the_distribution(frozen):
    values = drawn(frozen)
    assert all(type(value) is float for value in values)
    assert stats.kstest(values, frozen.cdf).pvalue > 0.01


def test_discrete_gives_ints_of_the_right_frequency():
    values = drawn(stats.binom(4, 0.4))
    assert all(type(value) is int for value in values)
    expected = stats.binom(4, 0.4).pmf(range(5)) * 1000
    assert stats.chisquare(np.bincount(values), expected).pvalue > 0.01


def test_the_ends_of_an_unbounded_distribution_are_finite():
    dim = Distribution(stats.norm())
    assert -6 < dim.from_unit(0.0) < -4
    assert 4 < dim.from_unit(1.0) < 6
    assert dim.nearest(np.inf) == dim.from_unit(1.0)
    assert dim.nearest(40) == 40.0


def test_size_of_discrete_ones():
    assert Distribution(stats.binom(10, 0.5)).size == 11
    assert Distribution(stats.bernoulli(0.3)).size == 2
    gaps = stats.rv_discrete(values=([1, 5, 20], [0.5, 0.25, 0.25]))
    assert Distribution(gaps).size == 3
    assert Distribution(stats.geom(1e-7)).size is None
    assert Distribution(stats.norm()).size is None


def test_every_value_that_may_come_survives():
    for frozen in (stats.poisson(50), stats.nbinom(5, 0.1), stats.geom(0.01)):
        dim = Distribution(frozen)
        low, high = dim.from_unit(0.0), dim.from_unit(1.0)
        values = {dim.from_unit(u) for u in np.random.default_rng(1).random(500)}
        assert low <= min(values) <= max(values) <= high
        for value in values | {low, high}:
            assert dim.from_unit(dim.to_unit(value)) == value


def test_contains_the_support():
    dim = Distribution(stats.expon())
    assert dim.contains(0.1)
    assert not dim.contains(-0.1)
    assert not dim.contains(np.inf)
    gaps = Distribution(stats.rv_discrete(values=([1, 5], [0.5, 0.5])))
    assert gaps.contains(5)
    assert not gaps.contains(3)
    assert gaps.nearest(3) in (1, 5)


def test_equality_is_of_the_distribution():
    assert Distribution(stats.gamma(2)) == Distribution(stats.gamma(2))
    assert Distribution(stats.gamma(2)) != Distribution(stats.gamma(3))
    assert Distribution(stats.norm(0, 1)) != Distribution(stats.cauchy(0, 1))


def test_wrong_distributions():
    with pytest.raises(TypeError, match="all its parameters"):
        Distribution(stats.gamma)
    with pytest.raises(ValueError, match="no finite quantiles"):
        Distribution(stats.norm(0, -1))
    with pytest.raises(ValueError, match="no finite quantiles"):
        Distribution(stats.norm([0, 1]))
