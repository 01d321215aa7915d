"""The real score, of the responses that a descent has; and a look around by it."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn import config_context
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import accuracy_score, f1_score, get_scorer, make_scorer
from sklearn.model_selection import KFold, cross_val_score
from sklearn.svm import SVC, LinearSVC

from sk_hpo import GradSearchCV
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.labels import classes_of
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.descent.descend import descend
from sk_hpo.gradients.inner.base import model_of
from sk_hpo.gradients.outer.polish import N_PREDICTED, polish
from sk_hpo.gradients.scoring.judge import Judge, RowsJudge, judge_for

X, CODES = load_iris(return_X_y=True)
X = X + np.random.default_rng(0).normal(size=X.shape)
SPLITS = list(KFold(3, shuffle=True, random_state=0).split(X))
THREE = np.array(["a", "b", "c"])[CODES]
TWO = np.where(THREE == "b", "yes", "no")
OF_NO = make_scorer(f1_score, pos_label="no")


@pytest.mark.parametrize(
    ("estimator", "y", "scoring"),
    [
        (SVC(C=0.7), THREE, None),
        (SVC(C=0.7), THREE, "f1_macro"),
        (SVC(C=0.7), TWO, "roc_auc"),
        (SVC(C=0.7), TWO, OF_NO),
        (LinearSVC(C=0.7), THREE, "balanced_accuracy"),
        (RidgeClassifier(), THREE, "accuracy"),
        (RidgeClassifier(), CODES > 0, "average_precision"),
        # the class that is looked for, 1, is the first
        (RidgeClassifier(), np.where(CODES > 0, 1, 2), "average_precision"),
        (LogisticRegression(tol=1e-9), TWO, "accuracy"),
    ],
)
def test_it_judges_as_the_scorer_does(estimator, y, scoring):
    model, last = model_of(estimator), Steps.of(estimator)
    splits = splits_of(last, CVData(X, y, SPLITS))
    maps = model.inner_maps(estimator, splits)
    classes = classes_of(splits)
    judge = judge_for(scoring, model.RESPONSE)
    name = next(iter(model.parameters(estimator)))
    theta = {name: float(getattr(estimator, name))}
    found = []
    for inner in maps:
        u = inner.predict(inner.fit(theta, None, 1e-12), theta)
        found.append(RowsJudge(judge, inner.y_test, None, classes)(u))
    expected = cross_val_score(estimator, X, y, cv=SPLITS, scoring=scoring)
    np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize(
    "scoring", ["roc_auc", "average_precision", "f1", "precision", "matthews_corrcoef"]
)
def test_quick_and_slow_metrics_judge_alike(scoring):
    """Weights of 1 are for scikit-learn's function, none for a quick metric."""
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2 * 1.0
    judge = judge_for(scoring, "logit")
    slow = RowsJudge(judge, y, np.ones(40), np.array([0, 1]))
    quick = RowsJudge(judge, y, None, np.array([0, 1]))
    assert (quick._quick is None) == (scoring == "matthews_corrcoef")
    for u in [y + rng.normal(size=40), np.zeros(40) - 1.0]:
        assert quick(u) == pytest.approx(slow(u), rel=1e-12, nan_ok=True)


WEIGHTS = np.random.default_rng(0).uniform(0.1, 10.0, size=150)


@pytest.mark.parametrize(
    "scoring", ["accuracy", "f1", "roc_auc", "average_precision", "balanced_accuracy"]
)
def test_it_weighs_rows_as_the_scorer_does(scoring):
    y = CODES // 2
    model = LogisticRegression().fit(X[::2], y[::2])
    X_test, y_test, weights = X[1::2], y[1::2], WEIGHTS[1::2]
    u = model.decision_function(X_test) - 3.0
    model.intercept_ -= 3.0  # such that some are wrong
    judge = judge_for(scoring, "logit")
    weighed, plain = (
        RowsJudge(judge, y_test.astype(float), s, model.classes_)(u)
        for s in (weights, None)
    )
    scorer = get_scorer(scoring)
    expected = scorer(model, X_test, y_test, sample_weight=weights)
    assert weighed == pytest.approx(expected, rel=1e-12)
    assert plain == pytest.approx(scorer(model, X_test, y_test), rel=1e-12)
    assert abs(weighed - plain) > 1e-3


@pytest.mark.parametrize("scoring", ["accuracy", "roc_auc"])
def test_a_descent_is_judged_by_the_weights_of_scores(scoring):
    y = CODES // 2
    with config_context(enable_metadata_routing=True):
        search = GradSearchCV(
            LogisticRegression(tol=1e-8).set_fit_request(sample_weight=False),
            {"C": (1e-3, 1e2, "log-uniform")},
            scoring=get_scorer(scoring).set_score_request(sample_weight=True),
            cv=SPLITS,
            n_iter=4,
            random_state=0,
        ).fit(X, y, sample_weight=WEIGHTS)
    (path,) = search.descents
    assert path.judged
    scorer, ends = get_scorer(scoring), path.steps[-3:]

    def real(step, weights):
        model = LogisticRegression(tol=1e-8, **step.params)
        scores = []
        for train, test in SPLITS:
            given = {} if weights is None else {"sample_weight": weights[test]}
            fitted = model.fit(X[train], y[train])
            scores.append(scorer(fitted, X[test], y[test], **given))
        return np.mean(scores)

    weighed = [real(step, WEIGHTS) for step in ends]
    assert [step.score for step in ends] == pytest.approx(weighed, rel=1e-9)
    assert abs(real(ends[-1], None) - weighed[-1]) > 1e-3


def test_what_the_responses_do_not_tell_has_no_judge():
    assert judge_for("neg_log_loss", "margin") is None
    assert judge_for("neg_log_loss", "logit") is not None
    judge = judge_for("roc_auc_ovr", "logit")
    assert np.isnan(RowsJudge(judge, np.eye(3)[:2], None, np.arange(3))(np.eye(3)[:2]))


LOW, HIGH = np.array([0.0, -3.0]), np.array([10.0, 3.0])


def steps_towards(target):
    """Give a score in whole numbers, 0 around the target, and what it has seen."""
    seen = []

    def score(z):
        assert ((z >= LOW) & (z <= HIGH)).all()
        seen.append((-round(abs(z - target).sum()), -abs(z[0] - target[0])))
        return seen[-1]

    return score, seen


def test_polishing_ends_at_a_better_score():
    score, seen = steps_towards([6, 1])
    predicted = []

    def predict(Z):
        predicted.extend(Z)
        return -np.round(np.abs(Z - [6, 1]).sum(axis=1)), np.ones(len(Z))

    polish(score, predict, np.array([5.0, 0.0]), (-2, -1.0), LOW, HIGH)
    assert max(seen)[0] == 0
    assert len(seen) <= 4
    assert len(predicted) >= 60


def test_two_points_are_fitted_if_no_score_can_be_predicted():
    score, seen = steps_towards([6, 1])
    polish(score, lambda Z: None, np.array([5.0, 0.0]), (-2, -1.0), LOW, HIGH)
    assert len(seen) == 2


def fitted_where(predict):
    """Give what is fitted around the middle, if it is no better."""
    fitted = []

    def score(z):
        fitted.append(z)
        return 0.0, 0.0

    polish(score, predict, np.array([5.0, 0.0]), (1.0, 0.0), LOW, HIGH)
    return np.array(fitted)


def test_two_fits_are_at_uncertain_points_with_good_predictions():
    def predict(Z):
        return np.where(Z[:, 0] < 5, 0.99, 0.5), Z[:, 0]

    found = fitted_where(predict)[:, 0]
    assert len(found) == 2
    assert ((found > 4.3) & (found < 5)).all()


def test_nothing_is_fitted_if_all_predictions_are_bad():
    assert not len(fitted_where(lambda Z: (np.full(len(Z), 0.5), np.ones(len(Z)))))


def test_of_equal_predictions_the_middle_is_fitted():
    def predict(Z):
        return 2.0 * (np.abs(Z[:, 0] - 5) < 1), np.zeros(len(Z))

    found = fitted_where(predict)
    assert (np.abs(found[1:, 0] - 5) < 0.6).all()


@pytest.mark.parametrize("estimator", [SVC(), RidgeClassifier()])
def test_a_search_for_accuracy_reaches_the_predicted_score(estimator):
    name = next(iter(model_of(estimator).parameters(estimator)))
    space = {name: (1e-3, 1e3, "log-uniform")}
    search = GradSearchCV(estimator, space, cv=SPLITS, random_state=0).fit(X, THREE)
    (path,) = search.descents
    assert path.judged
    assert not path.exact
    assert search.best_score_ == pytest.approx(max(s.score for s in path.steps))
    current = cross_val_score(estimator, X, THREE, cv=SPLITS).mean()
    assert search.best_score_ >= current
    assert search.n_fits <= 2 * len(SPLITS)


def test_polishing_ends_where_the_score_is_undefined():
    ridge = RidgeClassifier()
    n_asked, most = 0, np.inf

    def metric(true, predicted):
        nonlocal n_asked
        n_asked += 1
        return accuracy_score(true, predicted) if n_asked <= most else np.nan

    def path():
        problem = BilevelProblem.of(ridge, None)
        problem = replace(problem, judge=Judge(metric, 1, {}, "predict"))
        data = CVData(X, THREE, SPLITS)
        return descend(problem, data, {"alpha": (1e-3, 1e3, True)})

    n_before = sum(bool(step.gradient) for step in path().steps)
    n_asked, most = 0, 3 * (n_before + N_PREDICTED)
    cut = path()
    assert not cut.judged
    assert len(cut.steps) == n_before + 1
