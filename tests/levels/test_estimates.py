"""Scores with the whole resource, estimated from those with a part."""

import numpy as np

from sk_hpo.levels.estimates import full_scores

NAN = np.nan


def test_a_score_of_the_last_level_is_itself():
    V = np.array([[0.1, 0.2, 0.35], [0.5, NAN, NAN]])
    estimates, errors = full_scores(V)
    assert estimates[0] == 0.35
    assert errors[0] == 0


def test_the_mean_rise_of_each_level_is_added():
    V = np.array([[0.1, 0.2, 0.5], [0.2, 0.4, NAN], [0.3, NAN, NAN]])
    estimates, _ = full_scores(V)
    np.testing.assert_allclose(estimates, [0.5, 0.7, 0.3 + 0.15 + 0.3])


def test_the_error_is_that_of_the_rises():
    rises = np.array([0.1, 0.2, 0.4])
    V = np.array([[0.0, rise] for rise in rises] + [[0.0, NAN]])
    estimates, errors = full_scores(V)
    assert errors[:3].tolist() == [0, 0, 0]
    np.testing.assert_allclose(errors[3], rises.std(ddof=1))
    np.testing.assert_allclose(estimates[3], rises.mean())


def test_nothing_is_known_without_a_score():
    estimates, errors = full_scores(np.full((2, 2), NAN))
    assert np.isnan(estimates).all()
    assert np.isnan(errors).all()
