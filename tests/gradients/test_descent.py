import threading
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn import config_context, get_config
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    Lasso,
    LogisticRegression,
    Ridge,
)
from sklearn.model_selection import GroupKFold, LeaveOneOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.descent.descend import BELOW_LIMIT, descend
from sk_hpo.gradients.descent.threads import splits_mapped
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import data, row_splits

DIABETES = load_diabetes(return_X_y=True)
CANCER = load_breast_cancer(return_X_y=True)
WIDE = (1e-12, 1e12, True)
EXACT_FITS = {"solver": "newton-cholesky", "tol": 1e-10, "max_iter": 1000}
SCALED = make_pipeline(StandardScaler(), LogisticRegression(**EXACT_FITS))


def path(estimator, X, y, ranges, *, scoring=None, cv=None, judged=True, **settings):
    cv = row_splits(len(y)) if cv is None else cv
    problem = BilevelProblem.of(estimator, scoring)
    problem = problem if judged else replace(problem, judge=None)
    routed = {n: settings.pop(n, {}) for n in ("fit_params", "score_params")}
    return descend(problem, CVData(X, y, cv, **routed), ranges, **settings)


def real(estimator, params, X, y, scoring=None, cv=None):
    cv = row_splits(len(y)) if cv is None else cv
    estimator = clone(estimator).set_params(**params)
    return cross_val_score(estimator, X, y, scoring=scoring, cv=cv).mean()


@pytest.mark.parametrize(
    ("estimator", "problem", "name", "scoring"),
    [
        (Ridge(), DIABETES, "alpha", None),
        (Ridge(fit_intercept=False), DIABETES, "alpha", "neg_mean_squared_error"),
        (Ridge(), DIABETES, "alpha", "neg_mean_absolute_error"),
        (SCALED, CANCER, "logisticregression__C", "neg_log_loss"),
        (SCALED, CANCER, "logisticregression__C", "neg_brier_score"),
    ],
)
def test_it_finds_the_best_of_a_fine_grid_and_predicts_its_score(
    estimator, problem, name, scoring
):
    found = path(estimator, *problem, {name: (1e-5, 1e5, True)}, scoring=scoring)
    assert found.exact
    assert found.reason == "converged"
    score = real(estimator, found.ends[0], *problem, scoring)
    best = max(step.score for step in found.steps)
    assert best == pytest.approx(score, rel=1e-6)
    grid = np.geomspace(0.2, 5, 9) * found.ends[0][name]
    around = [real(estimator, {name: v}, *problem, scoring) for v in grid]
    assert score >= max(around) - 4e-5 * abs(score)
    assert score > around[0]
    assert score > around[-1]
    assert len(found.steps) <= (20 if name == "alpha" else 12)


def test_gradients_of_the_steps_are_of_the_score_in_the_parameter_itself():
    found = path(Ridge(), *DIABETES, {"alpha": (1e-4, 1e2, True)})
    for step in found.steps[::4]:
        v = step.params["alpha"]
        up, down = (real(Ridge(), {"alpha": v * k}, *DIABETES) for k in (1.001, 0.999))
        expected = (up - down) / (0.002 * v)
        assert step.gradient["alpha"] == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_a_start_that_is_as_good_is_worth_a_fit_as_it_was_given():
    best = path(Ridge(), *DIABETES, {"alpha": WIDE}).ends[0]["alpha"]
    near, far = 1.0001 * best, 10 * best
    found = path(Ridge(), *DIABETES, {"alpha": WIDE}, start={"alpha": near})
    assert {"alpha": near} in found.ends
    found = path(Ridge(), *DIABETES, {"alpha": WIDE}, start={"alpha": far})
    (end,) = found.ends
    assert end["alpha"] == pytest.approx(best, rel=0.05)
    at_start = [s for s in found.steps if s.params["alpha"] == pytest.approx(far)]
    assert len(at_start) == 1


def test_penalties_that_leave_no_coefficient_are_not_scanned():
    X, y = DIABETES
    found = path(Lasso(), X, y, {"alpha": WIDE})
    strongest = []
    for train, _ in row_splits(len(y)):
        covariances = np.cov(X[train].T, y[train], bias=True)[-1, :-1]
        strongest.append(np.abs(covariances).max())
    first = found.steps[0]
    assert 0.9 * max(strongest) < first.params["alpha"] < max(strongest)
    assert first.gradient["alpha"] < 0


def test_where_no_coefficient_is_best_that_fit_is_the_end():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 8)), rng.normal(size=60)
    found = path(Lasso(), X, y, {"alpha": WIDE})
    assert found.ends == ({"alpha": WIDE[1]},)
    scores = [step.score for step in found.steps]
    assert scores.index(max(scores)) == len(scores) - 1
    assert max(scores) == pytest.approx(real(Lasso(), found.ends[0], X, y))


def test_with_two_parameters_that_limit_is_the_one_at_the_middle_of_the_other():
    X, _, _ = data()
    y = np.random.default_rng(0).normal(size=len(X))  # the best is no model at all
    found = path(ElasticNet(), X, y, {"alpha": WIDE, "l1_ratio": (0.2, 0.8, False)})
    strongest = max(
        np.abs((X[train] - X[train].mean(axis=0)).T @ y[train]).max() / len(train)
        for train, _ in row_splits(len(y))
    )
    *_, highest, end = sorted({step.params["alpha"] for step in found.steps})
    assert end == WIDE[1]
    assert highest == pytest.approx(BELOW_LIMIT * strongest / 0.5)


def test_an_elastic_net_is_searched_on_few_lines():
    ranges = {"alpha": (1e-4, 10.0, True), "l1_ratio": (0.01, 1.0, False)}
    found = path(ElasticNet(), *DIABETES, ranges)
    lines = {round(step.params["l1_ratio"], 9) for step in found.steps}
    assert 2 <= len(lines) <= 6
    assert len(found.steps) >= 2 * len(lines)


def test_a_scan_of_kernels_keeps_the_start_of_other_parameters():
    """The width without loss has no part in kernel ridge regression."""
    X, y, _ = data(n=60)
    ranges = {
        "C": (0.1, 1e3, True),
        "gamma": (1e-3, 1e2, True),
        "epsilon": (1, 4, False),
    }
    start = {"C": 1.0, "gamma": 1.0, "epsilon": 3.25}
    found = path(SVR(), X, y, ranges, start=start, scan="whole")
    assert found.steps[0].params == pytest.approx(start)
    hint = found.steps[1].params
    assert hint["epsilon"] == pytest.approx(3.25)
    # the middle of one of five parts of its range, on its scale
    place = 5 * np.log10(hint["C"] / 0.1) / 4 - 0.5
    assert place == pytest.approx(round(place), abs=1e-6)


@pytest.mark.parametrize("scoring", ["r2", "neg_median_absolute_error"])
def test_a_start_that_the_coordinates_of_a_valley_round_is_evaluated_once(scoring):
    # they add log(0.72) to log(0.03), and subtract it again
    ranges = {"alpha": (1e-4, 10.0, True), "l1_ratio": (0.01, 1.0, False)}
    start = {"alpha": 0.03, "l1_ratio": 0.7}
    found = path(ElasticNet(), *DIABETES, ranges, scoring=scoring, start=start)
    at_start = [s for s in found.steps if s.params == pytest.approx(start)]
    assert len(at_start) == 1
    assert found.ends


def test_where_single_points_have_no_gradient_one_is_worth_a_fit():
    """With epsilon near 1 the scale of Huber's residuals may tend to 0."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 15))
    y = X @ rng.normal(size=15) + rng.normal(size=60)
    ranges = {"epsilon": (1.01, 4.0, False)}
    settings = {"start": {"epsilon": 1.35}}
    with pytest.raises(NotDifferentiableError, match="scale of the residuals"):
        path(HuberRegressor(), X, y, ranges)
    found = path(HuberRegressor(), X, y, ranges, **settings)
    assert found.exact
    assert {"epsilon": 1.01} in found.ends
    assert all(step.params["epsilon"] > 1.01 for step in found.steps)


def test_a_start_out_of_range_is_moved_to_its_bound():
    # more penalty than the best: the bound is the optimum
    found = path(Ridge(), *DIABETES, {"alpha": (10.0, 1e3, True)}, start={"alpha": 1.0})
    assert found.ends == ({"alpha": 10.0},)
    assert found.reason == "at the lower bound"


def test_a_linear_range():
    found = path(Ridge(), *DIABETES, {"alpha": (0.0, 1.0, False)})
    wide = path(Ridge(), *DIABETES, {"alpha": WIDE})
    scores = [real(Ridge(), p.ends[0], *DIABETES) for p in (found, wide)]
    assert scores[0] == pytest.approx(scores[1], rel=1e-3)


def test_fixed_steps_are_a_manual_transform():
    X, y = CANCER
    whole = [(np.arange(len(y)), np.arange(0, len(y), 3))] * 2
    ranges = {"C": (1e-4, 1e4, True)}
    named = {"logisticregression__C": ranges["C"]}
    expected = path(SCALED[-1], StandardScaler().fit_transform(X), y, ranges, cv=whole)
    found = path(SCALED, X, y, named, cv=whole)
    for one, other in zip(found.steps, expected.steps, strict=True):
        assert one.score == pytest.approx(other.score, rel=1e-9)
        v = one.params["logisticregression__C"]
        assert v == pytest.approx(other.params["C"], rel=1e-6)


def test_a_smooth_loss_without_a_judge_keeps_its_start():
    found = path(
        SCALED,
        *CANCER,
        {"logisticregression__C": WIDE},
        start={"logisticregression__C": 0.4},
        judged=False,
    )
    assert not found.exact
    assert not found.judged
    assert found.ends[-1] == {"logisticregression__C": 0.4}
    assert len(found.ends) == 2


def test_twice_and_in_threads_the_same():
    ranges = {"logisticregression__C": WIDE}
    paths = [path(SCALED, *CANCER, ranges, n_jobs=n) for n in (1, 1, 3)]
    for other in paths[1:]:
        assert other.ends == paths[0].ends
        for a, b in zip(other.steps, paths[0].steps, strict=True):
            assert (a.params, a.score, a.gradient) == (b.params, b.score, b.gradient)


def test_threads_have_the_callers_configuration():
    both = threading.Barrier(2)

    def look(number):
        both.wait(10)
        return number, get_config()["assume_finite"], threading.get_ident()

    with config_context(assume_finite=True), splits_mapped(2) as map_splits:
        found = list(map_splits(look, range(2)))
    assert [(n, config) for n, config, _ in found] == [(0, True), (1, True)]
    assert len({ident for *_, ident in found}) == 2


X, Y, S = data(60, 4)
BINARY = (np.median(Y) < Y).astype(int)
ALPHA, C = {"alpha": WIDE}, {"C": WIDE}


@pytest.mark.parametrize(
    ("estimator", "X", "y", "ranges"),
    [
        (Ridge(), X, np.full(60, 0.1), ALPHA),
        (Ridge(), X, Y.astype(int), ALPHA),
        (Ridge(), X, X @ np.arange(4.0), ALPHA),
        (Ridge(), np.zeros((60, 3)), Y, ALPHA),
        (Ridge(), np.full((60, 3), 0.1), Y, ALPHA),
        (Ridge(), np.hstack([X, X]), Y, ALPHA),
        (Ridge(), X * np.geomspace(1e-9, 1e9, 4), Y, ALPHA),
        (Ridge(), pd.DataFrame(X), pd.Series(Y, index=range(60, 0, -1)), ALPHA),
        (Ridge(), sparse.csr_array(X), Y, ALPHA),
        (Ridge(), X, Y, {"alpha": (0.0, 1e6, False)}),
        (LogisticRegression(), np.ones((60, 2)), BINARY, C),
        (LogisticRegression(), BINARY[:, None] * 10.0 - X[:, :1] % 1, BINARY, C),
        (LogisticRegression(), X * 1e9, BINARY, C),
        (LogisticRegression(), pd.DataFrame(X), pd.Series(BINARY).astype(bool), C),
        (
            LogisticRegression(),
            X,
            pd.Series(np.array(["b", "a"])[BINARY], dtype="category"),
            C,
        ),
    ],
)
def test_odd_data_are_descended_without_a_warning(estimator, X, y, ranges):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = path(estimator, X, y, ranges, start=dict.fromkeys(ranges, 1.0))
    (name,) = ranges
    low, high, _ = ranges[name]
    assert all(np.isfinite(step.score) for step in found.steps)
    assert all(low <= end[name] <= high for end in found.ends)


@pytest.mark.parametrize(
    "cv",
    [
        list(LeaveOneOut().split(X)),
        list(GroupKFold(4).split(X, groups=np.arange(60) % 7)),
        [(np.arange(40), np.arange(30, 60))],
        [(np.arange(60) < 30, np.arange(60) >= 30)],
    ],
)
def test_splits_of_any_kind(cv):
    scoring = "neg_mean_squared_error"
    found = path(Ridge(), X, Y, ALPHA, scoring=scoring, cv=cv)
    numbers = [(np.arange(60)[a], np.arange(60)[b]) for a, b in cv]
    score = real(Ridge(), found.ends[0], X, Y, scoring, numbers)
    assert max(step.score for step in found.steps) == pytest.approx(score, rel=1e-6)


class Broken(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        raise RuntimeError("no luck")


def missing(values, nothing):
    values = values.astype(np.asarray(nothing).dtype if nothing is None else float)
    values[7] = nothing
    return values


MIXED = np.array([1, "a"] * 30, dtype=object)


@pytest.mark.parametrize(
    ("estimator", "given", "reason"),
    [
        (Ridge(), {"X": missing(X, np.nan)}, "NaN"),
        (Ridge(), {"X": missing(X, np.inf)}, "inf"),
        (Ridge(), {"X": X * 1e200}, "equations overflow"),
        (Ridge(), {"y": missing(Y, np.nan)}, "no gradient"),
        (Ridge(), {"y": Y * 1e200}, "no gradient"),
        (Ridge(), {"y": Y * 1e200, "n_jobs": 2}, "no gradient"),
        (Ridge(), {"y": np.array(["a"] * 60)}, "could not convert"),
        (Ridge(), {"y": missing(Y, None)}, "no gradient"),
        (LogisticRegression(), {"y": np.c_[Y, Y]}, "one target"),
        (Ridge(), {"cv": list(LeaveOneOut().split(X))}, "no gradient"),
        (Ridge(), {"cv": [(np.arange(90), np.arange(9))]}, "IndexError"),
        (Ridge(), {"fit_params": {"sample_weight": 0 * S}}, "0 on all rows"),
        (Ridge(), {"score_params": {"sample_weight": 0 * S}}, "0 on all rows"),
        (
            make_pipeline(StandardScaler(), Ridge()),
            {"fit_params": {"ridge__sample_weight": 0 * S}},
            "0 on all rows",
        ),
        (Ridge(), {"ranges": {"tol": WIDE}}, "'tol' has no exact gradient"),
        (LogisticRegression(), {"X": X * 1e200, "y": BINARY}, "equations overflow"),
        (LogisticRegression(), {"y": missing(BINARY, np.nan)}, "classes|rows lack"),
        (LogisticRegression(), {"y": missing(BINARY, None)}, "classes|rows lack"),
        (LogisticRegression(), {"y": MIXED}, "failed with TypeError"),
        (LogisticRegression(), {"y": np.arange(60) // 59}, "one class|rows lack"),
        (LogisticRegression(class_weight="even"), {"y": BINARY}, "even"),
        (LogisticRegression(penalty=None), {"y": BINARY}, "nothing to search"),
        (make_pipeline(Broken(), Ridge()), {}, "RuntimeError: no luck"),
    ],
)
def test_what_has_no_gradient_says_why_and_nothing_else(estimator, given, reason):
    name = "C" if isinstance(estimator, LogisticRegression) else "alpha"
    prefix = "ridge__" if isinstance(estimator, type(SCALED)) else ""
    given = {"X": X, "y": Y, "ranges": {prefix + name: WIDE}, **given}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(NotDifferentiableError, match=reason):
            path(estimator, **given)


def test_of_several_parameters_all_have_to_be_known():
    with pytest.raises(NotDifferentiableError, match="'max_iter'"):
        path(Ridge(), X, Y, {"alpha": WIDE, "max_iter": (1.0, 9.0, False)})


@pytest.mark.parametrize("scoring", ["neg_log_loss", "accuracy"])
def test_when_its_time_is_up_it_ends_with_the_best_so_far(scoring):
    ranges = {"logisticregression__C": (1e-4, 1e4, True)}
    found = path(SCALED, *CANCER, ranges, scoring=scoring, seconds=0.0)
    (step,) = found.steps
    assert found.reason == "the time limit was reached"
    assert found.judged == (scoring == "accuracy")
    (end,) = found.ends
    assert end == pytest.approx(step.params, rel=1e-2)
