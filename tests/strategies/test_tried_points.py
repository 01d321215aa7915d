import numpy as np

from sk_hpo.strategies.model.tried_points import TriedPoints


def test_points_and_their_roundings_are_seen_others_are_not():
    U = np.random.default_rng(0).random((50, 3))
    tried = TriedPoints(U[:25])
    assert [u in tried for u in U] == [True] * 25 + [False] * 25
    np.testing.assert_array_equal(tried.among(U), np.arange(50) < 25)
    assert tried.among(U[:25] + 1e-12).all()
    assert not tried.among(U[:25] + 1e-6).any()


def test_nothing_seen():
    tried = TriedPoints(np.empty((0, 2)))
    assert not tried.among(np.zeros((3, 2))).any()
    assert np.zeros(2) not in tried
