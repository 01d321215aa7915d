"""Warnings are errors here, as in all tests: numpy has nothing to complain of."""

import numpy as np
import pytest
from scipy import stats

from sk_hpo.gp.scores.transform import (
    LAMBDAS,
    ScoreTransform,
    most_likely_lambda,
    yeo_johnson,
    yeo_johnson_inverse,
)

RNG = np.random.default_rng(0)

USUAL = {
    "normal": RNG.normal(size=50),
    "skewed": RNG.lognormal(size=50),
    "negative": -RNG.lognormal(size=50),
    "ties": np.round(RNG.normal(size=50)),
    "far from 0": 1e6 + RNG.normal(size=30),
    "two": np.array([1.0, 2.0]),
    "three": np.array([1.0, 2.0, 2.0]),
    "mostly the best": np.array([0.0] * 20 + [1.0, 2.0, 3.0]),
    "mostly the worst": np.array([0.0] + [1.0] * 20),
}
ODD = {
    "one": np.array([3.0]),
    "zero": np.array([0.0]),
    "constant": np.full(10, -0.5),
    "constant but for rounding": 0.9 + 1e-11 * RNG.random(10),
    "huge outlier": np.append(RNG.random(20), 1e300),
    "hugely good": np.append(RNG.random(20), -1e300),
    "the largest floats": np.array([1.7e308, -1.7e308, 1.0, 0.0]),
    "the smallest floats": np.array([5e-324, 0.0, 1e-323]),
}


@pytest.mark.parametrize("y", (USUAL | ODD).values(), ids=USUAL | ODD)
def test_what_comes_out_is_finite_and_in_order(y):
    z = ScoreTransform.of(y).forward(y)
    assert np.isfinite(z).all()
    assert np.abs(z).max() < 10
    order = np.argsort(y, kind="stable")
    assert (np.diff(z[order]) >= -1e-9).all()


@pytest.mark.parametrize("y", USUAL.values(), ids=USUAL)
def test_mean_0_sd_1_and_back(y):
    output = ScoreTransform.of(y)
    z = output.forward(y)
    assert z.mean() == pytest.approx(0, abs=1e-9)
    assert z.std() == pytest.approx(1)
    cut = np.minimum(y, output.limit * output.size)
    np.testing.assert_allclose(output.inverse(z), cut, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("y", USUAL.values(), ids=USUAL)
def test_scale_and_shift_do_not_matter(y):
    z = ScoreTransform.of(y).forward(y)
    for other in (3e5 * y, 1e-20 * y, 2 * y + 5):
        np.testing.assert_allclose(
            ScoreTransform.of(other).forward(other), z, atol=1e-6
        )


def test_bad_scores_do_not_flatten_the_good_ones():
    good = np.linspace(0, 1, 11)
    y = np.append(good, [1e6, 1e9])
    z = ScoreTransform.of(y).forward(y)
    assert np.ptp(z[:11]) > 0.5 * np.ptp(z)


@pytest.mark.parametrize("lam", [-2, 0, 0.5, 1, 2, 4])
def test_yeo_johnson_and_back(lam):
    x = np.linspace(-5, 5, 41)
    t = yeo_johnson(x, lam)
    np.testing.assert_allclose(t, stats.yeojohnson(x, lam), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(yeo_johnson_inverse(t, lam), x, atol=1e-7)


def test_back_from_where_nothing_is():
    for lam in (-2.0, 4.0):
        found = yeo_johnson_inverse(np.array([-1e3, 1e3]), lam)
        assert np.isfinite(found).all()
        assert found[0] < found[1]


def test_the_most_likely_lambda_is_that_of_scipy():
    x = RNG.lognormal(size=200) - 1
    _, expected = stats.yeojohnson(x)
    assert most_likely_lambda(x) == pytest.approx(expected, abs=0.06)
    assert LAMBDAS[0] <= most_likely_lambda(np.array([0.0, 1.0])) <= LAMBDAS[-1]
