import numpy as np
import pytest
from sklearn.linear_model import HuberRegressor

from sk_hpo.gradients.models import huber as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import data, inner_maps
from tests.gradients.through_inputs import check_inputs


def outlying(seed=0, n=40, p=4):
    """A few rows far off, and the others clearly not."""
    X, _, s = data(n, p, seed)
    rng = np.random.default_rng(seed)
    noise = rng.choice([-1, 1], size=n) * rng.uniform(0.9, 1.1, size=n)
    y = X @ rng.normal(size=p) + noise + 5
    y[::9] += 30
    return X, y, s


@pytest.mark.parametrize("intercept", [True, False])
def test_derivative_in_the_inputs(intercept):
    X, y, s = outlying()
    theta = {"alpha": 0.5, "epsilon": 1.5}
    check_inputs(model, HuberRegressor(fit_intercept=intercept), X, y, theta, s)


@pytest.mark.parametrize("epsilon", [1.1, 1.35, 3.0])
@pytest.mark.parametrize("alpha", [0.0, 1e-4, 1.0, 1e4])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.in_turn
def test_it_gets_to_the_optimum_from_anywhere(alpha, epsilon, seed):
    X, y, _ = data(60, 5, seed)
    rng = np.random.default_rng(seed)
    y = y + rng.standard_t(1.2, size=len(y)) * 3
    theta = {"alpha": alpha, "epsilon": epsilon}
    for inner in inner_maps(model, HuberRegressor(), X, y):
        scale = np.abs(inner.residual(np.ones(7), theta)).max()
        for start in (None, np.ones(7), 1e3 * rng.normal(size=7) ** 2):
            w = inner.fit(theta, start, 1e-14)
            assert w[-1] > 0
            assert np.abs(inner.residual(w, theta)).max() < 1e-6 * scale


def test_no_scale_is_left():
    """With epsilon = 1 the objective falls until all rows are outliers."""
    X, y, _ = data(60, 5)
    y = y + np.random.default_rng(0).standard_t(1.2, size=len(y)) * 3
    inner, *_ = inner_maps(model, HuberRegressor(), X, y)
    with pytest.raises(NotDifferentiableError, match="tends to 0"):
        inner.fit({"alpha": 1e-4, "epsilon": 1.0}, None, 1e-9)
