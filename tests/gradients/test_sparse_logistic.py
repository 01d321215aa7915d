"""L1 penalties where columns are many, dependent, or hardly penalised any more."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_wine, make_classification
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from sk_hpo import GradSearchCV, GridSearchCV2
from sk_hpo._compat.versions import SKLEARN
from sk_hpo.gradients.logistic.interior_point import minimum_within
from sk_hpo.gradients.models import logistic as model
from tests.gradients.fits import from_fitted
from tests.gradients.problems import inner_maps, row_splits

L1 = {"l1_ratio": 1} if SKLEARN >= (1, 8) else {"penalty": "l1"}


def wide(n=60, p=200):
    return make_classification(
        n,
        p,
        n_informative=5,
        n_redundant=0,
        n_clusters_per_class=1,
        class_sep=2.0,
        random_state=0,
    )


def near():
    """About as many columns as rows, which depend on one another."""
    X, y = load_wine(return_X_y=True)
    X, y = X[::2], (y[::2] == 1).astype(int)
    steps = make_pipeline(PolynomialFeatures(2, include_bias=False), StandardScaler())
    return steps.fit_transform(X), y


@pytest.mark.parametrize("C", [1.0, 1e2, 1e4])
@pytest.mark.parametrize("problem", [wide, near])
def test_the_fit_of_scikit_learn_in_bounded_work(problem, C, orders):
    X, y = problem()
    estimator = LogisticRegression(
        C=C, solver="liblinear", tol=1e-10, max_iter=100_000, random_state=0, **L1
    )
    inner, *_ = inner_maps(model, estimator, X, y)
    (train, _), *_ = row_splits(len(y))
    theta = {"C": C}
    w = inner.fit(theta, None, 1e-10)
    assert len(orders) < 1000
    theirs = from_fitted(inner, estimator.fit(X[train], y[train]))
    objectives = [inner.equations.at(v, theta).objective for v in (w, theirs)]
    assert objectives[0] <= objectives[1] * (1 + 1e-9)
    assert objectives[0] == pytest.approx(objectives[1], rel=1e-3)
    residual = np.abs(inner.residual(w, theta))
    assert residual.max() < 1e-3


@pytest.mark.parametrize("problem", [wide, near])
def test_a_search_ends_no_worse_than_a_grid(problem, orders):
    X, y = problem()
    estimator = LogisticRegression(
        solver="liblinear", tol=1e-6, max_iter=10_000, random_state=0, **L1
    )
    settings = {"scoring": "neg_log_loss", "cv": 3}
    space = {"C": (1e-2, 1e4, "log-uniform")}
    search = GradSearchCV(estimator, space, n_iter=2, **settings)
    with warnings.catch_warnings():
        # where classes can be separated, the log loss of real fits is nearer to 0
        warnings.simplefilter("ignore", ConvergenceWarning)
        search.fit(X, y)
    assert len(orders) < 5000
    grid = {"C": np.logspace(-2, 4, 7)}
    listed = GridSearchCV2(estimator, grid, **settings).fit(X, y)
    assert search.best_score_ >= listed.best_score_ - 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_the_minimum_of_a_quadratic_function_takes_few_steps(seed, orders):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(60, 5))
    H, h = A.T @ A / 60, A.T @ (A[:, 0] + rng.normal(size=60)) / 60
    lam = np.append(np.full(4, 0.1 * np.abs(h).max()), 0.0)
    x = minimum_within(H, h, lam)
    g = H @ x - h
    np.testing.assert_allclose(g[x != 0], -(lam * np.sign(x))[x != 0], atol=1e-6)
    assert (np.abs(g) <= lam + 1e-6).all()
    assert len(orders) <= 9
