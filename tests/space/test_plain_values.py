import numpy as np
import pytest

from sk_hpo.space.plain_values import is_integer, is_number, plain, shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
    ],
)
def test_numpy_scalars_become_python_values(value, expected):
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_other_objects_are_handed_over():
    array = np.array([1])
    assert plain(array) is array
    assert plain(None) is None


@pytest.mark.parametrize("value", [1, 1.5, np.int8(1), np.float64(1)])
def test_numbers(value):
    assert is_number(value)


@pytest.mark.parametrize("value", [True, np.True_, "1", None, 1j, np.array(1)])
def test_not_numbers(value):
    assert not is_number(value)
    assert not is_integer(value)


def test_shown_is_short_and_has_the_type():
    text = shown(list(range(10_000)))
    assert len(text) < 60
    assert "(list)" in text
