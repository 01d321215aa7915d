import numpy as np
import pytest
from scipy import stats
from sklearn.model_selection import ParameterSampler

from sk_hpo.space import Integer, Mixed, Real
from sk_hpo.space.foreign_dimensions import as_distribution, read_distributions


@pytest.mark.parametrize(
    "value",
    [[1, 2], (1, 2), "abc", None, 3, stats.norm(), np.array([1]), {1}, object()],
    ids=lambda value: type(value).__name__,
)
def test_other_values_are_unchanged(value):
    assert as_distribution(value) is value


@pytest.mark.parametrize(
    "given",
    [
        {"a": [1, 2], "b": stats.norm()},
        [{"a": [1]}, {"b": (1, 2)}],
        ({"a": [1]},),
        {},
        [],
        "abc",
        None,
        3,
        [3, {"a": 3}],
        {3: 4},
    ],
    ids=lambda value: type(value).__name__,
)
def test_nothing_foreign_gives_the_very_same_object(given):
    assert read_distributions(given) is given


def test_only_what_is_foreign_changes():
    listed = [1, 2]
    first = {"a": listed}
    read = read_distributions([first, {"a": listed, "b": Integer(1, 5)}])
    assert read[0] is first
    assert read[1]["a"] is listed
    assert hasattr(read[1]["b"], "rvs")


def test_draws_with_scikit_learns_sampler():
    given = {"a": Real(1e-3, 1e3, log=True), "b": Mixed([None, Integer(1, 3)])}
    read = read_distributions(given)
    drawn = list(ParameterSampler(read, 2000, random_state=0))
    assert drawn == list(ParameterSampler(read, 2000, random_state=0))
    logs = np.log10([params["a"] for params in drawn])
    assert stats.kstest(logs, stats.uniform(-3, 6).cdf).pvalue > 0.01
    assert {params["b"] for params in drawn} == {None, 1, 2, 3}


def test_random_states():
    drawn = as_distribution(Real(0, 1))
    assert drawn.rvs(random_state=3) == drawn.rvs(random_state=3)
    rng = np.random.RandomState(3)
    assert drawn.rvs(random_state=rng) != drawn.rvs(random_state=rng)
    assert type(drawn.rvs()) is float
    assert "Real" in repr(drawn)
