"""The design matrix is what it would be if it were formed."""

from functools import partial

import numpy as np
import pytest
from scipy import sparse

from sk_hpo.gradients.linalg import design_matrix
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.newton import backtracked, newton

RNG = np.random.default_rng(0)
X = RNG.normal(size=(20, 3)) * (RNG.random((20, 3)) < 0.7)
KINDS = {"dense": np.asarray, "sparse": sparse.csr_matrix}
WEIGHTS = {
    "positive": RNG.uniform(0.5, 2, size=20),
    "mostly 0": np.where(np.arange(20) < 7, 1.5, 0.0),
    "any sign": RNG.normal(size=20),
    "none": np.zeros(20),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_constant = pytest.mark.parametrize("constant", [0.0, 1.0, 2.5])
equal = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)


def both(kind, constant):
    columns = [np.full((20, 1), constant)] if constant else []
    return DesignMatrix(KINDS[kind](X), constant), np.hstack([X, *columns])


@every_kind
@every_constant
def test_products(kind, constant):
    design, formed = both(kind, constant)
    w, g = RNG.normal(size=design.q), RNG.normal(size=20)
    W, G = RNG.normal(size=(4, design.q)), RNG.normal(size=(20, 4))
    equal(design.times(w), formed @ w)
    equal(design.times(W), formed @ W.T)
    equal(design.transposed(g), formed.T @ g)
    equal(design.transposed(G), G.T @ formed)
    some = np.array([3, 1, 15])
    equal(design.outer(some), formed[some] @ formed[some].T)
    equal(design.outer_diagonal(), (formed**2).sum(axis=1))


@every_kind
@every_constant
@pytest.mark.parametrize("d", WEIGHTS.values(), ids=WEIGHTS)
def test_weighted_squares(kind, constant, d):
    design, formed = both(kind, constant)
    expected = formed.T @ (d[:, None] * formed)
    equal(design.gram(d), expected)
    equal(design.gram_diagonal(d), expected.diagonal())


@every_kind
@every_constant
@pytest.mark.parametrize("largest", [1500, 1])
def test_systems_with_a_factor_and_with_products(monkeypatch, kind, constant, largest):
    monkeypatch.setattr(design_matrix, "LARGEST", largest)
    design, formed = both(kind, constant)
    d, c = WEIGHTS["positive"], RNG.normal(size=design.q)
    for ridge in (0.7, 0.7 * design.penalised + 0.1):
        H = formed.T @ (d[:, None] * formed) + np.diag(ridge * np.ones(design.q))
        q = design.system(d, ridge, 1e-20)(c)
        np.testing.assert_allclose(q, np.linalg.solve(H, c), rtol=1e-8)


@every_kind
@every_constant
def test_the_hessian_of_several_responses(kind, constant):
    design, formed = both(kind, constant)
    P = RNG.dirichlet(np.ones(3), size=20)
    active = RNG.random((3, design.q)) < 0.6

    def curvature(k, other):
        return P[:, k] * ((k == other) - P[:, other])

    blocks = [
        [formed.T @ (curvature(k, j)[:, None] * formed) for j in range(3)]
        for k in range(3)
    ]
    own = active.ravel()
    equal(design.hessian(curvature, active), np.block(blocks)[np.ix_(own, own)])
    equal(design.hessian(curvature, active[0]), blocks[0][0][np.ix_(*[active[0]] * 2)])


class Quartic:
    """sum of w^4 - w, which has its minimum where w^3 = 1/4."""

    def __init__(self, w):
        self.w = w
        self.objective = float((w**4 - w).sum())
        self.slope = 4 * w**3 - 1


def test_newton_steps_to_the_minimum():
    start = Quartic(np.array([3.0, 0.2]))
    end, solve = newton(
        start, Quartic, lambda here: lambda c: c / (12 * here.w**2), 1e-15
    )
    np.testing.assert_allclose(end.w, 0.25 ** (1 / 3), rtol=1e-8)
    np.testing.assert_allclose(solve(12 * end.w**2), 1)


def test_a_step_is_halved_until_it_descends():
    here = Quartic(np.array([1.0]))
    step = 8 * here.slope
    there = backtracked(here, Quartic, step, float(here.slope @ step))
    assert there.objective < here.objective
    # the length is the greatest power of 1/2 that does
    assert Quartic(2 * there.w - here.w).objective >= here.objective
    assert backtracked(here, Quartic, -step, float(here.slope @ step)) is None
