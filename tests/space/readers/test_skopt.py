import numpy as np
import pytest

from sk_hpo.space import Categorical, Integer, Mixed, Real
from sk_hpo.space.foreign_dimensions import as_distribution, read_distributions
from sk_hpo.space.readers import read_value

skopt = pytest.importorskip("skopt.space")


def test_ranges():
    assert read_value(skopt.Real(0, 5)) == Real(0, 5)
    log = skopt.Real(1e-3, 10, prior="log-uniform", base=2)
    assert read_value(log) == Real(1e-3, 10, log=True)
    assert read_value(skopt.Integer(1, 9)) == Integer(1, 9)
    log_integer = skopt.Integer(1, 9, prior="log-uniform", transform="normalize")
    assert read_value(log_integer) == Integer(1, 9, log=True)


def test_categories():
    dim = read_value(skopt.Categorical([1, "a", None, (1, 2)]))
    assert dim == Categorical([1, "a", None, (1, 2)])
    # categories of numbers have no order there
    assert read_value(skopt.Categorical([1, 2])) == Categorical([1, 2])


def test_weights():
    dim = read_value(skopt.Categorical("abc", prior=[0.25, 0.0, 0.75]))
    assert dim == Categorical(["a", "c"], [0.25, 0.75])


def test_subclasses():
    class Mine(skopt.Real):
        pass

    assert read_value(Mine(0, 1)) == Real(0, 1)


def test_among_choices():
    dim = read_value([None, skopt.Integer(2, 30)])
    assert dim == Mixed([None, Integer(2, 30)])


def test_for_random_search():
    # skopt's own rvs gives a list of values, which scikit-learn would hand over
    read = read_distributions({"a": skopt.Integer(1, 3), "b": [1, 2]})
    value = read["a"].rvs(random_state=np.random.RandomState(0))
    assert type(value) is int
    assert type(as_distribution(skopt.Real(0, 1)).rvs(random_state=1)) is float
