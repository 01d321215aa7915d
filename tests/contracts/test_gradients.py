"""What every differentiable model promises: scikit-learn's optimum and its gradient."""

from numbers import Real

import numpy as np
import pytest
from scipy import sparse
from scipy.special import softmax
from sklearn import config_context, get_config
from sklearn.base import clone
from sklearn.metrics import get_scorer
from sklearn.model_selection import KFold, ShuffleSplit
from sklearn.pipeline import make_pipeline

from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.labels import indicators, of_pairs
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.inner.base import response_of
from tests.contracts.gradients import MODELS
from tests.gradients.fits import from_fitted
from tests.gradients.problems import criterion_for

CASES = [
    pytest.param(
        model,
        case,
        size,
        weighted,
        id=f"{name}{i}-{size.get('p', '')}-{'weights' if weighted else ''}",
    )
    for name, (model, cases) in MODELS.items()
    for i, case in enumerate(cases)
    for size in case.sizes
    for weighted in ((False, True) if case.weights else (False,))
]
KINDS = {"dense": np.asarray, "sparse": sparse.csr_matrix}
pytestmark = [
    # scikit-learn 1.6 gives scipy an option that scipy 1.16 deprecates
    pytest.mark.filterwarnings("ignore:.*iprint:DeprecationWarning"),
]
# The number of each case among those of its model.
NUMBERS = {id(c): i for _, cases in MODELS.values() for i, c in enumerate(cases)}


@pytest.fixture(autouse=True)
def _routing(case):
    with config_context(enable_metadata_routing=case.routed):
        yield


def is_slow(case, weighted, kind):
    """Whether it is not the first case of its model, or one of half of its pairs.

    The quick pairs have each of weights and kinds of X once, if there are both. Tests
    without a kind are quick with weights, if the model takes any.
    """
    if NUMBERS[id(case)] > 0:
        return True
    if kind is None:
        return weighted != case.weights
    if not case.weights or len(case.kinds) == 1:
        return False
    return weighted != (kind == "sparse")


def is_left_out(case, weighted, kind=None):
    """Whether other cases tell of this pair, of weights and a kind of X.

    The first cases have all pairs. Another has two of the four, so that it has each
    of weights and kinds once, and the next case has the other two.
    """
    if not case.weights or (kind is not None and len(case.kinds) == 1):
        return False
    odd = (NUMBERS[id(case)] + weighted + (kind == "sparse")) % 2
    return NUMBERS[id(case)] > (1 if kind in (None, "dense") else 0) and bool(odd)


def marks(case, weighted, kind):
    return [pytest.mark.slow] if is_slow(case, weighted, kind) else []


every_case = pytest.mark.parametrize(
    ("model", "case", "size", "weighted"),
    [
        pytest.param(*c.values, id=c.id, marks=marks(c.values[1], c.values[3], None))
        for c in CASES
        if not is_left_out(c.values[1], c.values[3])
    ],
)
every_kind = pytest.mark.parametrize(
    ("model", "case", "size", "weighted", "kind"),
    [
        pytest.param(
            *c.values,
            kind,
            id=f"{c.id}-{kind}",
            marks=marks(c.values[1], c.values[3], kind),
        )
        for c in CASES
        for kind in c.values[1].kinds
        if not is_left_out(c.values[1], c.values[3], kind)
    ],
)


def prepared(model, estimator, X, y, pairs, weights):
    given = {} if weights is None else {"sample_weight": weights}
    steps = Steps.of(estimator)
    if steps.is_pipeline and not get_config()["enable_metadata_routing"]:
        fit_params = {f"{steps.prefix}{name}": s for name, s in given.items()}
    else:
        fit_params = given
    splits = splits_of(steps, CVData(X, y, pairs, fit_params, given))
    return model.inner_maps(steps.last, splits), fit_params, given


def complete(model, case):
    """Every number that is a parameter, as a descent has them."""
    current = case.estimator.get_params()
    values = {name: current[name] for name in model.parameters(case.estimator)}
    numbers = {n: float(v) for n, v in values.items() if isinstance(v, Real)}
    return numbers | case.theta


def polish(case, fitted, X, y, given):
    """Give a fit brought to its optimum, if scikit-learn stops before."""
    if case.polished is None:
        return fitted
    steps = Steps.of(fitted)
    for _, step in steps.before:
        X = step.transform(X)
    last = case.polished(steps.last, X, y, next(iter(given.values()), None))
    if not steps.is_pipeline:
        return last
    fitted.steps[-1] = (fitted.steps[-1][0], last)
    return fitted


def real(case, estimator, X, y, splits, scorers, fit_params, score_params):
    """Mean scores of fits by scikit-learn."""
    scores = []
    for train, test in splits:
        given = {name: s[train] for name, s in fit_params.items()}
        fitted = clone(estimator).fit(X[train], y[train], **given)
        fitted = polish(case, fitted, X[train], y[train], given)
        given = {name: s[test] for name, s in score_params.items()}
        scores.append([scorer(fitted, X[test], y[test], **given) for scorer in scorers])
    return np.mean(scores, axis=0)


def measured(criterion, scorer, pairs):
    """The scorer, or what stands in for it, of scikit-learn's decision values.

    Those may be of classes, or of pairs of them.
    """
    if criterion.exact:
        return scorer

    def stand_in(fitted, X, y, sample_weight=None):
        u, classes = fitted.decision_function(X), fitted.classes_
        encoded = indicators(classes, y)
        if pairs and len(classes) > 2:
            encoded = of_pairs(np.searchsorted(classes, y), len(classes))
        return -criterion.value(encoded, u, sample_weight)

    return stand_in


def check(model, case, estimator, X, y, weights, splits, scorings):
    """Compare values and gradients with those of models that are fitted anew."""
    maps, fit_params, score_params = prepared(model, estimator, X, y, splits, weights)
    scorers = [get_scorer(scoring) for scoring in scorings]
    prefix = Steps.of(estimator).prefix
    criteria = [criterion_for(estimator, scorer) for scorer in scorers]
    last = Steps.of(estimator).last
    pairs = getattr(last, "decision_function_shape", "ovr") == "ovo"
    scorers = [measured(c, s, pairs) for c, s in zip(criteria, scorers, strict=True)]
    found = [
        differentiate(
            maps, criterion, complete(model, case), list(case.theta), tol=1e-14
        )
        for criterion in criteria
    ]

    def scores(theta):
        settings = {**case.precisely, **theta}
        changed = clone(estimator).set_params(
            **{prefix + name: value for name, value in settings.items()}
        )
        return real(case, changed, X, y, splits, scorers, fit_params, score_params)

    values = -np.array([f.value for f in found])
    np.testing.assert_allclose(values, scores(case.theta), rtol=case.rtol)
    for name, v in case.theta.items():
        h = case.step * v
        up, down = ({**case.theta, name: v + sign * h} for sign in (1, -1))
        expected = (scores(up) - scores(down)) / (2 * h)
        slopes = -np.array([f.gradient[name] for f in found])
        nothing = 1e-2 * case.rtol * np.abs(values / v)
        error = np.abs(slopes - expected)
        assert (error <= case.rtol * np.abs(expected) + nothing).all()


@every_kind
def test_stationary_at_the_fit_of_scikit_learn(model, case, size, weighted, kind):
    X, y, weights = case.data(**size)
    X = KINDS[kind](X)
    splits = list(KFold(3, shuffle=True, random_state=0).split(X))
    given = weights if weighted else None
    theta = complete(model, case)
    maps, _, _ = prepared(model, case.estimator, X, y, splits, given)
    for (train, test), inner in zip(splits, maps, strict=True):
        fitted = clone(case.estimator).set_params(**case.theta)
        given = {"sample_weight": weights[train]} if weighted else {}
        fitted.fit(X[train], y[train], **given)
        w = from_fitted(inner, fitted)
        scale = np.abs(inner.residual(0 * w, theta)).max()
        tight = np.abs(inner.residual(w, theta)).max() / scale
        assert tight < case.stationary
        ours = inner.fit(theta, None, 1e-14)
        np.testing.assert_allclose(
            inner.predict(ours, theta), inner.predict(w, theta), atol=1e-3
        )
        u = inner.predict(w, theta)
        if response_of(model, case.estimator) == "logit" and u.ndim == 2:
            u, responses = softmax(u, axis=1), fitted.predict_proba(X[test])
        elif hasattr(fitted, "decision_function"):
            responses = fitted.decision_function(X[test])
        else:
            responses = fitted.predict(X[test])
        np.testing.assert_allclose(u, responses, rtol=1e-6, atol=1e-9)


@every_kind
def test_differentiate(model, case, size, weighted, kind):
    X, y, weights = case.data(**size)
    splits = list(KFold(3, shuffle=True, random_state=0).split(X))
    X = KINDS[kind](X)
    given = weights if weighted else None
    check(model, case, case.estimator, X, y, given, splits, case.scoring)


@every_case
def test_through_a_pipeline(model, case, size, weighted):
    X, y, weights = case.data(**size)
    splits = list(ShuffleSplit(2, random_state=0).split(X))
    pipeline = make_pipeline(clone(case.scaler), case.estimator)
    given = weights if weighted else None
    check(model, case, pipeline, X, y, given, splits, case.scoring[:1])
    assert differentiable_parameters(pipeline, case.scoring[0]).exact == [
        Steps.of(pipeline).prefix + name for name in model.parameters(case.estimator)
    ]


@every_case
def test_splits_that_leave_rows_out_twice_or_never(model, case, size, weighted):
    X, y, weights = case.data(**size)
    splits = [(train[:-5], test) for train, test in KFold(3).split(X)]
    given = weights if weighted else None
    check(model, case, case.estimator, X, y, given, splits, case.scoring[:1])


@every_case
def test_a_fit_stopped_early_is_corrected(model, case, size, weighted):
    """The error of the value is of second order in that of the fit."""
    X, y, weights = case.data(**size)
    splits = list(KFold(3).split(X))
    given = weights if weighted else None
    theta = complete(model, case)
    maps, _, _ = prepared(model, case.estimator, X, y, splits, given)
    criterion = criterion_for(case.estimator, case.scoring[0])
    for inner in maps:
        y_test, s_test = inner.y_test, inner.s_test
        w = inner.fit(theta, None, 1e-14)
        exact = criterion.value(y_test, inner.predict(w, theta), s_test)

        def error(share, inner=inner, w=w, exact=exact):
            off = w * (1 + share * np.sin(np.arange(w.size)).reshape(w.shape))
            u = inner.predict(off, theta)
            g = criterion.value_and_du(inner.y_test, u, inner.s_test)[1]
            c = inner.predict_vjp(g, off, theta)
            q = inner.hess_solve(c, off, theta, 1e-14)
            value = criterion.value(inner.y_test, u, inner.s_test)
            return abs(value - np.vdot(q, inner.residual(off, theta)) - exact)

        least = 1e-9 * abs(exact)
        assert error(case.off / 10) < 0.03 * error(case.off) + least
