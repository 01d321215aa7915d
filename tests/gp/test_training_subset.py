import numpy as np
import pytest

from sk_hpo.gp.training_subset import all_alike, best_and_spaced, these_and_spaced


def test_the_best_are_in_it_and_the_others_are_of_all_times():
    z = np.random.default_rng(0).standard_normal(1000)
    chosen = best_and_spaced(z, 100)
    assert len(chosen) == len(set(chosen)) == 100
    assert (np.diff(chosen) > 0).all()
    assert set(np.argsort(z)[:50]) <= set(chosen)
    others = np.setdiff1d(chosen, np.argsort(z)[:50])
    assert np.histogram(others, bins=5, range=(0, 1000))[0].min() >= 8


def test_few_points_are_all_in_it():
    np.testing.assert_array_equal(best_and_spaced(np.arange(7.0)[::-1], 7), range(7))
    assert len(best_and_spaced(np.empty(0), 7)) == 0


@pytest.mark.parametrize("n_these", [0, 3, 60, 197, 200])
def test_these_are_in_it_and_there_are_as_many_as_asked_for(n_these):
    these = np.arange(200) < n_these
    chosen = these_and_spaced(these, 20)
    assert len(chosen) == len(set(chosen)) == 20
    assert these[chosen].sum() == max(min(n_these, 10), 20 - (200 - n_these))


def test_as_many_as_are_asked_for():
    for n in (8, 9, 15, 101):
        assert len(best_and_spaced(np.zeros(n), 7)) == 7


def test_all_alike_is_spaced_whatever_the_values():
    np.testing.assert_array_equal(all_alike(np.arange(9.0), 5), [0, 2, 4, 6, 8])
    np.testing.assert_array_equal(all_alike(np.arange(3.0), 5), [0, 1, 2])
    assert len(all_alike(np.empty(0), 7)) == 0
