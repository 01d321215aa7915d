import numpy as np

from sk_hpo.gp.near_duplicates import SAME, Nearby

X = np.random.default_rng(0).random((30, 3))
LENGTH = np.array([0.2, 5.0, 1.0])
REAL = np.array([True, True, False])


def test_the_width_is_that_of_the_length_scale():
    nearby = Nearby(X, LENGTH, REAL)
    assert nearby.among(X).all()
    for step in ([0.2 * SAME, 0, 0], [0, SAME, 0]):
        assert nearby.among(X + 0.99 * np.array(step)).all()
        assert not nearby.among(X + 1.01 * np.array(step)).any()


def test_nothing_is_known_or_there_is_no_column():
    assert not Nearby(X[:0], LENGTH, REAL).among(X).any()
    assert not Nearby(X[:, :0], LENGTH[:0], REAL[:0]).among(X[:, :0]).any()


def test_whole_numbers_and_choices_differ_or_not():
    nearby = Nearby(X, LENGTH, REAL)
    assert not nearby.among(X + np.array([0, 0, 1e-3])).any()
    assert nearby.among(X + np.array([0, 0, 1e-12])).all()
