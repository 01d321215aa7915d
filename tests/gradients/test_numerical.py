import warnings

import numpy as np
import pytest

from sk_hpo.gradients.design import spread
from sk_hpo.gradients.numerical import WORST, Quadratic, standardised
from sk_hpo.gradients.trust_region import Frame

TOP = np.array([0.3, 0.6, 0.45])
SHAPE = np.array([[4.0, 1.5, 0.0], [1.5, 3.0, -0.5], [0.0, -0.5, 2.0]])


def hill(U):
    D = U - TOP
    return -np.einsum("ni,ij,nj->n", D, SHAPE, D)


def model(U, values, *, centre=None, radius=0.3, active=None, ordered=None):
    U = np.atleast_2d(U)
    active = np.ones(U.shape, dtype=bool) if active is None else active
    best = int(np.argmax(values))
    ordered = np.ones(U.shape[1], dtype=bool) if ordered is None else ordered
    frame = Frame(U[best] if centre is None else centre, active[best], ordered)
    return Quadratic(frame, radius, U, active, values)


def climbed(quadratic, centre, radius):
    return quadratic.ascent(
        np.maximum(centre - radius, 0), np.minimum(centre + radius, 1)
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 3.0, 2.0], [-2, 0, -1]),
        # an outlier is as bad as WORST below the median
        ([5.0, 7.0, -1e9, 6.0, 6.5], [-2, 0, -1 - WORST, -1, -0.5]),
        ([2.0, 2.0], [0, 0]),
        ([0.0, 0.0, np.nan], [0, 0, -1]),
        ([np.nan, 1.0, 0.0, np.inf], [-1 - WORST, 0, -2, -1 - WORST]),
        ([1.0, 1.0, 1.0, 0.0], [0, 0, 0, -1]),
        ([np.nan, np.nan], [0, 0]),
        ([-np.inf], [0]),
        ([1e308, -1e308, 0.0], [0, -2, -1]),
        ([0.7], [0]),
    ],
)
def test_standardised(values, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = standardised(np.array(values))
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_quadratic_is_recovered():
    U = spread(40, 3)
    values = hill(U)
    quadratic = model(U, values)
    Z = TOP + 0.2 * (spread(30, 3) - 0.5)
    active = np.ones(Z.shape, dtype=bool)
    # as far as a penalty lets it
    np.testing.assert_allclose(quadratic(Z, active), hill(Z), atol=0.03)
    best = U[np.argmax(values)]
    found = climbed(quadratic, best, 1.0)
    assert np.abs(found - TOP).max() < 0.03 < np.abs(best - TOP).max()


@pytest.mark.parametrize("radius", [0.02, 0.1, 0.3])
def test_a_step_ends_in_the_trust_region_and_climbs(radius):
    U = spread(15, 3)
    quadratic = model(U, hill(U), radius=radius)
    centre = U[np.argmax(hill(U))]
    found = climbed(quadratic, centre, radius)
    assert np.abs(found - centre).max() <= radius + 1e-12
    assert ((found >= 0) & (found <= 1)).all()
    active = np.ones((2, 3), dtype=bool)
    at_centre, at_end = quadratic(np.array([centre, found]), active)
    assert at_end > at_centre


def test_steps_repeated_come_to_the_top():
    U = spread(9, 3)
    for radius in (0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.05):
        values = hill(U)
        step = climbed(
            model(U, standardised(values), radius=radius), U[np.argmax(values)], radius
        )
        U = np.vstack([U, step])
    assert hill(U).max() > -2e-3
    assert hill(U[:9]).max() < -2e-2


def test_noise_does_not_turn_the_step():
    """Near points with noise between them: their difference is no slope."""
    rng = np.random.default_rng(0)
    U = np.linspace(0, 1, 21)[:, None]
    U = np.vstack([U, [[0.5001], [0.4999]]])
    values = 2 * U[:, 0] + 0.02 * rng.normal(size=len(U))
    values[-2:] = [0.97, 1.03]
    centre = np.array([0.5])
    quadratic = model(U, values, centre=centre)
    assert quadratic.ascent(np.array([0.2]), np.array([0.8]))[0] == pytest.approx(0.8)


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0, 0.0]])
def test_nothing_to_tell_apart_is_no_step(values):
    U = spread(len(values), 2)
    quadratic = model(U, np.array(values))
    np.testing.assert_allclose(climbed(quadratic, U[0], 0.3), U[0])
    assert np.isfinite(quadratic(U, np.ones(U.shape, dtype=bool))).all()


def test_a_choice_is_worth_what_its_trials_are():
    """A slope, and a choice of three that is best at its second value."""
    worth = {0.1: 0.0, 0.5: 0.4, 0.9: -0.3}
    places = np.linspace(0, 1, 8)
    U = np.array([[x, c] for c in worth for x in places])
    values = U[:, 0] + [worth[c] for c in U[:, 1]]
    ordered = np.array([True, False])
    quadratic = model(U, values, ordered=ordered, centre=np.array([0.5, 0.1]))
    at = np.array([[0.5, c] for c in worth])
    found = quadratic(at, np.ones(at.shape, dtype=bool))
    np.testing.assert_allclose(found - found[0], [0, 0.4, -0.3], atol=0.03)
    # a coordinate without order stays where it is
    assert quadratic.ascent(np.zeros(2), np.ones(2)).tolist() == [1.0, 0.1]


def test_a_coordinate_that_does_not_exist_tells_nothing():
    """A choice says whether the second number exists."""
    U = np.column_stack([np.vstack([spread(20, 2)] * 2), np.repeat([0.25, 0.75], 20)])
    active = np.ones(U.shape, dtype=bool)
    active[20:, 1] = False
    U[20:, 1] = 0.5
    values = U[:, 0] + np.where(active[:, 1], U[:, 1], 0)
    ordered = np.array([True, True, False])
    quadratic = model(U, values, active=active, ordered=ordered)
    without = np.array([[0.5, 0.2, 0.75], [0.5, 0.9, 0.75]])
    one, other = quadratic(without, active[20:22])
    assert one == other
    low, high = quadratic(without - [0, 0, 0.5], active[:2])
    assert high - low == pytest.approx(0.7, abs=0.05)


def test_far_trials_count_little():
    """A ridge far away does not bend the slope here."""
    U = np.linspace(0, 1, 41)[:, None]
    values = np.where(U[:, 0] < 0.3, U[:, 0], -5 * U[:, 0])
    quadratic = model(U, values, centre=np.array([0.1]), radius=0.05)
    assert quadratic.ascent(np.array([0.05]), np.array([0.15]))[0] == pytest.approx(
        0.15
    )
