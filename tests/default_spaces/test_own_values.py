import pytest
from scipy.stats import loguniform, randint
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge
from sklearn.preprocessing import OneHotEncoder

from sk_hpo import default_space
from sk_hpo.default_spaces.own_values import own_or_range, with_own_values
from sk_hpo.default_spaces.ranges import (
    integer,
    is_default,
    kept_or,
    log_integer,
    log_real,
    real,
)


class One(BaseEstimator):
    def __init__(self, a=1):
        self.a = a


def _widened(values, own):
    return with_own_values({"a": own}, {"a": values})["a"]


@pytest.mark.parametrize(
    ("values", "own", "expected"),
    [
        (loguniform(0.1, 10), 50, (0.1, 50)),
        (loguniform(0.1, 10), 0.01, (0.01, 10)),
        (loguniform(0.1, 10), 0, (0.1, 10)),
        (loguniform(0.1, 10), 1, (0.1, 10)),
        (real(0, 1), 1.5, (0, 1.5)),
        (real(0, 1), -1, (-1, 1)),
        (randint(1, 11), 30, (1, 30)),
        (randint(1, 11), 0, (0, 10)),
        (real(0, 1), "sqrt", (0, 1)),
        (real(0, 1), True, (0, 1)),
    ],
)
def test_a_range_includes_the_own_number(values, own, expected):
    assert _widened(values, own).support() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "own", "expected"),
    [
        ([1, 2, 4], 3, [1, 2, 3, 4]),
        ([1, 2, 4], 2, [1, 2, 4]),
        ([None, 1, 2], 8, [None, 1, 2, 8]),
        ([None, 1, 2], None, [None, 1, 2]),
        (["a", "b"], 8, ["a", "b"]),
        ([False, True], 8, [False, True]),
        ([5], 8, [5]),
    ],
)
def test_a_list_of_numbers_includes_the_own_number(values, own, expected):
    assert _widened(values, own) == expected


def test_a_space_includes_the_own_settings():
    assert default_space(Ridge(1e6))["alpha"].support()[1] == 1e6
    shares = default_space(OneHotEncoder(min_frequency=0.2))["min_frequency"]
    assert shares[0] is None
    assert shares[-1] == 0.2


@pytest.mark.parametrize(("own", "n"), [(None, 2), ("auto", 2), (3, 1), (0.5, 1)])
def test_what_is_no_number_is_an_alternative_of_its_own(own, n):
    found = own_or_range(One(own), "a", [2, 3])
    assert {2, 3} <= set(found[-1]["a"])
    assert len(found) == n
    assert found[0] == {"a": [own] if n == 2 else sorted({2, 3, own})}


def test_choices_are_kept_unless_they_are_the_default():
    assert kept_or(One(), "a", [2]) == [1, 2]
    assert kept_or(One(3), "a", [2]) == [3]
    assert is_default(One(), "a")
    # equal, but of another type: scikit-learn tells 1 and True apart
    assert not is_default(One(True), "a")


def test_ranges_include_their_ends():
    assert integer(2, 5).support() == (2, 5)
    assert real(0.1, 0.7).support() == pytest.approx((0.1, 0.7))
    assert log_real(0.012345, 6789).support() == (0.012, 6800)
    assert log_integer(1, 100)[0] == 1
    assert log_integer(1, 100)[-1] == 100
    assert log_integer(3, 3) == [3]
    assert log_integer(1, 5) == [1, 2, 3, 4, 5]
