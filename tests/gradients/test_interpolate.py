"""Responses between points where they are known."""

import numpy as np
import pytest

from sk_hpo.gradients.outer.interpolate import (
    InterpolatedResponses,
    interpolation_weights,
)

KNOWN = np.random.default_rng(0).random((12, 2))


def responses(x):
    """Give what grows by orders of magnitude while its direction turns."""
    turned = np.outer(np.cos(x[..., 0] * 1.5), np.ones(3)) + np.outer(
        x[..., 1], [0, 1, 2]
    )
    return np.exp(6 * x[..., 0])[:, None] * turned


def test_known_points_have_their_own_responses():
    weights = interpolation_weights(KNOWN, KNOWN)
    np.testing.assert_allclose(weights, np.eye(12), atol=1e-8)
    found = InterpolatedResponses(list(responses(KNOWN))).at(weights[3])
    np.testing.assert_allclose(found, responses(KNOWN)[3], rtol=1e-7)


def test_points_between_are_near_to_what_they_would_be():
    asked = 0.3 + 0.4 * np.random.default_rng(1).random((20, 2))
    between = InterpolatedResponses(list(responses(KNOWN)))
    found = np.array([between.at(a) for a in interpolation_weights(KNOWN, asked)])
    np.testing.assert_allclose(found, responses(asked), rtol=0.15)


def test_a_point_that_is_known_twice_counts_once():
    twice = np.vstack([KNOWN, KNOWN[:1] + 1e-9])
    weights = interpolation_weights(twice, KNOWN[:2])
    np.testing.assert_allclose(weights[:, -1], 0)
    np.testing.assert_allclose(weights[:, :2], np.eye(2), atol=1e-8)


@pytest.mark.parametrize(
    "known", [KNOWN[:2], np.column_stack([KNOWN[:, 0], np.ones(12)])]
)
def test_too_few_points_or_points_in_a_line_tell_nothing(known):
    assert interpolation_weights(known, KNOWN) is None


def test_responses_of_pairs_have_rows_that_are_not_asked_about():
    u = [
        np.array([[1.0, np.nan], [np.nan, 2.0]]),
        np.array([[3.0, np.nan], [np.nan, 4.0]]),
    ]
    found = InterpolatedResponses(u).at(np.array([0.5, 0.5]))
    assert np.isnan(found[0, 1])
    assert np.isfinite(found[0, 0])


def test_responses_that_are_0_stay_so():
    found = InterpolatedResponses([np.zeros(3), np.zeros(3)]).at(np.array([0.5, 0.5]))
    np.testing.assert_array_equal(found, 0)
