import numpy as np

from sk_hpo.constraint import Constraint
from sk_hpo.space import Space
from sk_hpo.strategies.design import ENOUGH, AllowedSobol, Sobol


def test_it_is_the_same_however_far_it_was_looked_at():
    sequence = Sobol(3, [1, 2])
    first = list(sequence.first(5))
    np.testing.assert_array_equal(list(sequence.first(100))[:5], first)
    np.testing.assert_array_equal(list(Sobol(3, [1, 2]).first(5)), first)
    assert not np.array_equal(list(Sobol(3, [1, 3]).first(5)), first)


def test_it_is_even():
    points = np.array(list(Sobol(2, [0]).first(64)))
    np.testing.assert_array_equal(np.bincount((points[:, 0] * 64).astype(int)), 1)


def allowed(share):
    space = Space.from_params({"a": (0.0, 1.0), "b": (0.0, 1.0)})
    rule = Constraint([lambda p: p["a"] < share])
    return AllowedSobol(space.constrained(rule), [1, 2])


def test_of_a_design_the_allowed_points_are_left():
    found = list(allowed(0.1).first(20))
    whole = [u for u in Sobol(2, [1, 2]).first(1000) if u[0] < 0.1]
    np.testing.assert_array_equal(found, whole[:20])


def test_allowed_points_do_not_depend_on_what_was_asked_before():
    asked, new = allowed(0.05), allowed(0.05)
    list(asked.first(200))
    asked.after(40)
    np.testing.assert_array_equal(asked.after(3), new.after(3))
    assert len(new.after(0)) == ENOUGH
    assert len(new.after(100)) > ENOUGH


def test_the_search_for_allowed_points_ends():
    assert len(allowed(1e-7).after(0)) == 0
