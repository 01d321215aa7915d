import numpy as np

from sk_hpo.strategies.design import Sobol


def test_it_is_the_same_however_far_it_was_looked_at():
    sequence = Sobol(3, [1, 2])
    first = list(sequence.first(5))
    np.testing.assert_array_equal(list(sequence.first(100))[:5], first)
    np.testing.assert_array_equal(list(Sobol(3, [1, 2]).first(5)), first)
    assert not np.array_equal(list(Sobol(3, [1, 3]).first(5)), first)


def test_it_is_even():
    points = np.array(list(Sobol(2, [0]).first(64)))
    np.testing.assert_array_equal(np.bincount((points[:, 0] * 64).astype(int)), 1)
