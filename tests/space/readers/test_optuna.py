import pytest

from sk_hpo.space import Categorical, Integer, Mixed, Real, Stepped
from sk_hpo.space.foreign_dimensions import as_distribution
from sk_hpo.space.readers import read_value

distributions = pytest.importorskip("optuna.distributions")
Float = distributions.FloatDistribution
Int = distributions.IntDistribution


def test_ranges():
    assert read_value(Float(0, 5)) == Real(0, 5)
    assert read_value(Float(1e-3, 10, log=True)) == Real(1e-3, 10, log=True)
    assert read_value(Int(1, 9)) == Integer(1, 9)
    assert read_value(Int(1, 9, log=True)) == Integer(1, 9, log=True)
    assert read_value(Int(3, 3)) == Integer(3, 3)


def test_steps():
    assert read_value(Int(1, 9, step=2)) == Stepped(1, 9, 2)
    floats = read_value(Float(0, 0.9, step=0.3))
    assert floats == Stepped(0.0, 0.9, 0.3)
    assert floats.size == 4


def test_categories():
    dim = read_value(distributions.CategoricalDistribution(["a", None, 1]))
    assert dim == Categorical(["a", None, 1])


def test_among_choices():
    assert read_value(["auto", Float(0, 1)]) == Mixed(["auto", Real(0, 1)])


def test_for_random_search():
    drawn = as_distribution(Int(1, 9, step=2))
    assert {drawn.rvs(random_state=seed) for seed in range(60)} == {1, 3, 5, 7, 9}
