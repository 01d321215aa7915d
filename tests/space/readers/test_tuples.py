import numpy as np
import pytest

from sk_hpo.space import Categorical, Integer, Ordinal, Real
from sk_hpo.space.readers import read_value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, 10), Integer(1, 10)),
        ((np.int64(1), np.int32(10)), Integer(1, 10)),
        ((1, 10.0), Real(1, 10)),
        ((1, 10, "uniform"), Integer(1, 10)),
        ((1, 10, "log-uniform"), Integer(1, 10, log=True)),
        ((0.1, 10, "log-uniform"), Real(0.1, 10, log=True)),
        ((0.1, 10, "log-uniform", 10), Real(0.1, 10, log=True)),
        ((3, 3), Integer(3, 3)),
        (("rbf", "linear"), Categorical(["rbf", "linear"])),
        ((True, False), Categorical([True, False])),
        ((1, True), Categorical([1, True])),
        ((1, "log-uniform"), Categorical([1, "log-uniform"])),
        ((1, 10, None), Categorical([1, 10, None])),
        ((5,), Ordinal([5])),
        ((1, 2, 3), Ordinal([1, 2, 3])),
        ((1, 2, 3, 4), Ordinal([1, 2, 3, 4])),
        (((1, 2), (3, 4)), Categorical([(1, 2), (3, 4)])),
    ],
    ids=repr,
)
def test_read(value, expected):
    assert read_value(value) == expected


@pytest.mark.parametrize(
    "value", [(1, 10, "loguniform"), (1.0, 2.0, "normal"), (1, 2, "a", 3)]
)
def test_two_numbers_and_another_string(value):
    with pytest.raises(ValueError, match="must be 'uniform' or 'log-uniform'"):
        read_value(value)
