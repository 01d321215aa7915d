import numpy as np
import pytest
from sklearn.linear_model import (
    GammaRegressor,
    PoissonRegressor,
    TweedieRegressor,
)
from sklearn.model_selection import cross_val_score

from sk_hpo import GradSearchCV
from sk_hpo.gradients import with_ones
from sk_hpo.gradients.arrays import NotDifferentiableError
from sk_hpo.gradients.criterion import criterion_for
from sk_hpo.gradients.implicit import evaluate
from sk_hpo.gradients.models import glm as model
from tests.gradients.problems import KINDS, data, inner_maps, slope, splits
from tests.gradients.through_inputs import check_inputs


def positive(n=40, p=4):
    X, y, s = data(n, p)
    return X, np.exp((y - y.mean()) / y.std() / 2), s


@pytest.mark.parametrize(
    "estimator",
    [
        PoissonRegressor(),
        GammaRegressor(fit_intercept=False),
        TweedieRegressor(power=1.5),
        TweedieRegressor(power=0),
        TweedieRegressor(power=1, link="identity"),
    ],
)
def test_derivative_in_the_inputs(estimator):
    X, y, s = positive()
    check_inputs(model, estimator, X, y, {"alpha": 0.5}, s)


@pytest.mark.parametrize("kind", KINDS)
def test_identity_link_of_positive_means(kind):
    """Its objective is infinite where a mean is not positive, as at w = 0."""
    X, y, _ = positive()
    estimator = TweedieRegressor(power=1, link="identity")
    maps = inner_maps(model, estimator, KINDS[kind](X), y)
    criterion = criterion_for(estimator, "neg_mean_poisson_deviance")
    found = evaluate(maps, criterion, {"alpha": 0.5}, ["alpha"], tol=1e-14)

    def loss_at(alpha):
        real = TweedieRegressor(
            power=1,
            link="identity",
            alpha=alpha,
            solver="newton-cholesky",
            tol=1e-10,
        )
        scores = cross_val_score(
            real, X, y, cv=splits(len(y)), scoring="neg_mean_poisson_deviance"
        )
        return -scores.mean()

    assert found.value == pytest.approx(loss_at(0.5), rel=1e-8)
    assert found.gradient["alpha"] == pytest.approx(slope(loss_at, 0.5), rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_hessian_of_many_columns(kind, monkeypatch):
    X, y, s = positive(60, 8)
    found = []
    for largest in (1500, 2):
        monkeypatch.setattr(with_ones, "LARGEST", largest)
        maps = inner_maps(model, PoissonRegressor(), KINDS[kind](X), y, s)
        criterion = criterion_for(PoissonRegressor(), None)
        found.append(evaluate(maps, criterion, {"alpha": 0.1}, ["alpha"], tol=1e-14))
    assert found[1].value == pytest.approx(found[0].value, rel=1e-8)
    assert found[1].gradient == pytest.approx(found[0].gradient, rel=1e-6)


@pytest.mark.parametrize(
    ("estimator", "reason"),
    [
        (TweedieRegressor(power=3), "convex"),
        (TweedieRegressor(power=0, link="log"), "convex"),
        (TweedieRegressor(power=2, link="identity"), "convex"),
        (TweedieRegressor(power=-1), "convex"),
        (TweedieRegressor(power=1, link="identity", fit_intercept=False), "intercept"),
        (TweedieRegressor(power="1"), "no number"),
    ],
)
def test_settings_that_are_not_served(estimator, reason):
    assert reason in model.declines(estimator)


@pytest.mark.parametrize(
    ("estimator", "least"), [(PoissonRegressor(), -1.0), (GammaRegressor(), 0.0)]
)
def test_targets_that_have_no_deviance(estimator, least):
    X, y, _ = positive()
    with pytest.raises(NotDifferentiableError, match="too small"):
        inner_maps(model, estimator, X, np.append(y[:-1], least))


def test_the_own_score_is_searched():
    X, y, s = positive(80)
    search = GradSearchCV(
        PoissonRegressor(solver="newton-cholesky"),
        {"alpha": (1e-3, 1e2, "log-uniform")},
        cv=splits(len(y)),
        random_state=0,
    ).fit(X, y, sample_weight=s)
    (path,) = search.descents
    assert path.exact
    assert search.best_score_ == pytest.approx(path.steps[-1].score, abs=1e-3)
    assert len(search.trials) <= 2
    assert search.best_score_ == pytest.approx(max(s.score for s in path.steps), 1e-3)
