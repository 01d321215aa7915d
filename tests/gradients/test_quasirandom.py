import numpy as np
import pytest

from sk_hpo.gradients.outer.quasirandom import spread


def test_one_coordinate_is_the_golden_ratio():
    golden = (np.sqrt(5) - 1) / 2
    expected = (0.5 + golden * np.arange(1, 6)) % 1
    np.testing.assert_allclose(spread(5, 1)[:, 0], expected)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_more_points_begin_with_fewer_and_fill_the_cube(d):
    U = spread(64, d)
    assert U.shape == (64, d)
    assert ((U >= 0) & (U < 1)).all()
    np.testing.assert_array_equal(U[:7], spread(7, d))
    for column in U.T:
        counts, _ = np.histogram(column, bins=8, range=(0, 1))
        assert counts.min() >= 5
