import pytest
from scipy import stats

from sk_hpo.space import Distribution, Integer, Real
from sk_hpo.space.readers import read_value


class Halves(stats.rv_continuous):
    def _pdf(self, x):
        return 0.5 + 0 * x


@pytest.mark.parametrize(
    ("frozen", "expected"),
    [
        (stats.uniform(), Real(0, 1)),
        (stats.uniform(2, 3), Real(2, 5)),
        (stats.uniform(scale=3, loc=2), Real(2, 5)),
        (stats.randint(2, 31), Integer(2, 30)),
        (stats.randint(low=2, high=31, loc=1), Integer(3, 31)),
        (stats.randint(4, 5), Integer(4, 4)),
        (stats.loguniform(1e-3, 10), Real(1e-3, 10, log=True)),
        (stats.reciprocal(1, 8), Real(1, 8, log=True)),
        (stats.loguniform(1, 10, scale=2), Real(2, 20, log=True)),
        (stats.loguniform(1, 10, 0, 2), Real(2, 20, log=True)),
    ],
    ids=lambda x: repr(x)[:40],
)
def test_ranges(frozen, expected):
    assert read_value(frozen) == expected


@pytest.mark.parametrize(
    "frozen",
    [
        stats.norm(),
        stats.poisson(3),
        stats.loguniform(1, 10, 2),
        stats.loguniform(1, 10, loc=2),
        stats.norm,
        Halves(a=0, b=2, name="uniform")(),
    ],
)
def test_other_distributions(frozen):
    assert isinstance(read_value(frozen), Distribution)


def test_what_only_draws_is_rejected():
    class Draws:
        def rvs(self, random_state=None):
            return 1

    with pytest.raises(TypeError, match="expected a scipy distribution"):
        read_value(Draws())
