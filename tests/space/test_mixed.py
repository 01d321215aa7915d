import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Integer, Mixed, Real


def test_items_are_equally_likely():
    dim = Mixed([None, Integer(2, 30), "a"])
    values = [dim.decode(u) for u in np.random.default_rng(0).random((6000, 2))]
    nones = sum(value is None for value in values)
    strings = sum(value == "a" for value in values)
    counts = [nones, strings, len(values) - nones - strings]
    assert stats.chisquare(counts).pvalue > 0.01


def test_ranges_keep_their_prior():
    dim = Mixed([None, Real(1e-3, 1, log=True)])
    values = [dim.decode(u) for u in np.random.default_rng(0).random((4000, 2))]
    logs = np.log10([value for value in values if value is not None])
    assert stats.kstest(logs, stats.uniform(-3, 3).cdf).pvalue > 0.01


def test_axes_and_conditions():
    dim = Mixed(["a", Integer(1, 5), Real(0, 1)])
    assert [axis.kind for axis in dim.axes] == ["categorical", "integer", "real"]
    assert dim.conditions == (None, (0, frozenset({1})), (0, frozenset({2})))


def test_inactive_places_are_in_the_middle():
    dim = Mixed(["a", Integer(1, 2), Real(0, 1)])
    assert dim.encode("a").tolist() == [1 / 6, 0.5, 0.5]
    assert dim.encode(2).tolist() == [0.5, 0.75, 0.5]


def test_ints_and_floats_keep_their_range():
    dim = Mixed([Real(0, 1), Integer(1, 5)])
    for value in (1, 1.0):
        again = dim.decode(dim.encode(value))
        assert again == value
        assert type(again) is type(value)


def test_number_of_values():
    assert Mixed([None, Integer(2, 30)]).size == 30
    assert Mixed([None, 5, Integer(2, 30)]).size == 30
    assert Mixed([None, Real(0, 1)]).size is None


def test_nearest():
    dim = Mixed([None, Integer(2, 30), 100])
    assert dim.nearest(None) is None
    assert dim.nearest(7) == 7
    assert dim.nearest(1) == 2
    assert dim.nearest(90) == 100
    assert dim.nearest("a") is None
    assert Mixed(["a", None]).nearest(3) == "a"


def test_middle_is_of_the_first_item():
    assert Mixed([None, Integer(2, 30)]).middle() is None
    assert Mixed([Integer(1, 3), None]).middle() == 2


def test_no_mixed_list_in_a_mixed_list():
    with pytest.raises(TypeError, match="cannot be an item"):
        Mixed([None, Mixed([None, Real(0, 1)])])
    with pytest.raises(ValueError, match="empty list"):
        Mixed([])
