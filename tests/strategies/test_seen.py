import numpy as np

from sk_hpo.strategies.model.seen import Seen


def test_points_and_their_roundings_are_seen_others_are_not():
    U = np.random.default_rng(0).random((50, 3))
    seen = Seen(U[:25])
    assert [u in seen for u in U] == [True] * 25 + [False] * 25
    np.testing.assert_array_equal(seen.among(U), np.arange(50) < 25)
    assert seen.among(U[:25] + 1e-12).all()
    assert not seen.among(U[:25] + 1e-6).any()


def test_nothing_seen():
    seen = Seen(np.empty((0, 2)))
    assert not seen.among(np.zeros((3, 2))).any()
    assert np.zeros(2) not in seen
