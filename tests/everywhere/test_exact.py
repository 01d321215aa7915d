"""When GradSearchCV has the exact gradient, and what it tells of it."""

import numpy as np
import pytest
from joblib import parallel_config
from sklearn import config_context
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.decomposition import PCA
from sklearn.dummy import DummyRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import GradSearchCV

X, y = load_diabetes(return_X_y=True)
ALPHA = (1e-4, 1e2, "log-uniform")
SCALED = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000))
C = {"logisticregression__C": (1e-4, 1e4, "log-uniform")}


@pytest.mark.parametrize(
    "space",
    [
        {"alpha": ALPHA},
        {"alpha": ALPHA, "fit_intercept": [True]},
        {"alpha": ALPHA, "copy_X": [False], "tol": (1e-3, 1e-3)},
        [{"alpha": ALPHA}],
        [({"alpha": ALPHA}, 20)],
    ],
    ids=str,
)
@pytest.mark.parametrize("points", [None, [], [{"alpha": 10.0}]])
def test_one_candidate_is_enough(space, points):
    search = GradSearchCV(Ridge(), space, initial_points=points).fit(X, y)
    assert len(search.trials) == 1
    (path,) = search.descents
    assert path.exact
    assert search.best_score_ == pytest.approx(path.steps[-1].score, rel=1e-3)


def test_candidates_have_the_parameters_that_have_one_value():
    space = {"alpha": ALPHA, "fit_intercept": [False]}
    search = GradSearchCV(Ridge(), space).fit(X, y)
    assert search.best_params_.keys() == {"alpha", "fit_intercept"}
    assert search.best_estimator_.intercept_ == 0.0
    assert search.descents[0].exact


@pytest.mark.parametrize(
    ("space", "branches"),
    [
        ({"alpha": ALPHA, "fit_intercept": [False, True]}, 2),
        ({"alpha": ALPHA, "fit_intercept": [True, False], "max_iter": (1, 3)}, 6),
        ([{"alpha": ALPHA}, {"alpha": (1.0, 50.0), "fit_intercept": [False]}], 2),
    ],
    ids=str,
)
def test_each_branch_has_a_descent_of_its_own(space, branches):
    search = GradSearchCV(Ridge(), space).fit(X, y)
    assert len(search.descents) == branches
    assert all(path.exact for path in search.descents)
    assert len(search.trials) == branches
    predicted = max(step.score for path in search.descents for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-6)
    # the first is that of the estimator's own settings
    assert search.descents[0].fixed.get("fit_intercept", True)


def test_a_later_branch_begins_where_the_best_has_ended():
    space = {"alpha": ALPHA, "fit_intercept": [True, False]}
    first, second = GradSearchCV(Ridge(), space).fit(X, y).descents
    begun = [step.params["alpha"] for step in second.steps]
    assert any(v == pytest.approx(first.ends[0]["alpha"], rel=1e-9) for v in begun)


def test_alternatives_of_other_models_and_without_a_range():
    pipeline = Pipeline([("scale", StandardScaler()), ("model", Ridge())])
    space = [
        {"model": [DummyRegressor()]},
        {"model": [Ridge()], "model__alpha": ALPHA, "scale": ["passthrough"]},
    ]
    search = GradSearchCV(pipeline, space).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert [set(t.params) for t in search.trials] == [
        {"model", "model__alpha", "scale"},
        {"model"},
    ]
    assert search.best_params_["model__alpha"] == path.ends[0]["model__alpha"]


@pytest.mark.parametrize(
    "varies",
    [
        {"tol": (1e-6, 1e-2, "log-uniform")},
        {"max_iter": (1, 1000)},
        {"positive": [True, False]},
    ],
    ids=str,
)
def test_what_is_not_descended_is_searched_from_the_ends(varies):
    space = {"alpha": ALPHA, **varies}
    search = GradSearchCV(Ridge(), space, n_iter=8, random_state=0).fit(X, y)
    first, *others = search.descents
    assert first.exact
    assert not others[-1].exact
    assert len(search.trials) > 2
    assert search.best_score_ >= max(s.score for s in first.steps) - 1e-6


def test_with_several_budgets_there_is_no_descent():
    space = [({"alpha": ALPHA}, 3), ({"alpha": ALPHA, "fit_intercept": [False]}, 3)]
    search = GradSearchCV(Ridge(), space, random_state=0).fit(X, y)
    assert len(search.trials) == 6
    assert not any(path.exact for path in search.descents)


def test_the_path_of_a_stand_in_that_is_judged():
    X, y = load_breast_cancer(return_X_y=True)
    search = GradSearchCV(SCALED, C, n_iter=12, random_state=0).fit(X, y)
    (path,) = search.descents
    assert path.judged
    assert not path.exact
    assert path.steps[0].gradient.keys() == C.keys()
    # the scores of the path are accuracies, and its best point is what is fitted
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, abs=1e-6)
    assert search.trials[0].params == path.ends[0]
    assert len(search.trials) == len(path.ends) <= 2


class Above(TransformerMixin, BaseEstimator):
    """One of a user's own, of which nothing is known beforehand."""

    def __init__(self, at=0.0):
        self.at = at

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return (self.at < X).astype(float)

    def __sklearn_is_fitted__(self):
        return True


def test_with_metadata_routing_and_nothing_to_route():
    with config_context(enable_metadata_routing=True):
        model = make_pipeline(StandardScaler(), Ridge())
        search = GradSearchCV(model, {"ridge__alpha": ALPHA}, cv=3).fit(X, y)
    assert search.descents[0].exact
    assert len(search.trials) == 1


def test_the_reason_why_there_is_no_gradient():
    model = make_pipeline(Above(), Ridge())
    space = {"above__at": (-0.05, 0.05)}
    search = GradSearchCV(model, space, n_iter=8, random_state=0).fit(X, y)
    rejected, real = search.descents
    assert "does not change X near" in rejected.reason or "X is dis" in rejected.reason
    assert rejected.steps == ()
    assert np.isclose(real.steps[-1].score, search.best_score_)


def test_a_solver_that_stops_early_is_told_of_once():
    X, y = load_breast_cancer(return_X_y=True)
    model = make_pipeline(StandardScaler(), Lasso(max_iter=1, tol=1.0))
    space = {"lasso__alpha": (1e-6, 1e-4, "log-uniform")}
    search = GradSearchCV(model, space, n_iter=4, cv=3, random_state=0)
    with pytest.warns(ConvergenceWarning, match="increase max_iter") as told:
        search.fit(X, y.astype(float))
    assert sum("equations" in str(warning.message) for warning in told) == 1
    # it went on
    assert len(search.trials) == 4
    assert search.best_index_ == np.argmax([trial.value for trial in search.trials])


def test_a_solver_that_stops_early_is_told_of_though_some_steps_were_far_off():
    X, y = load_iris(return_X_y=True)
    # its default tol is met long before the optimum, where a row weighs little
    model = LogisticRegression(solver="saga", max_iter=3000, random_state=0)
    space = {"C": (1e-3, 1e3, "log-uniform")}
    search = GradSearchCV(
        model, space, n_iter=2, scoring="neg_log_loss", random_state=0
    )
    with pytest.warns(
        ConvergenceWarning, match="The model's equations predict"
    ) as told:
        search.fit(X, y)
    assert len(told) == 1
    (path,) = search.descents[:1]
    best = max(path.steps, key=lambda step: step.score)
    said = str(told[0].message)
    assert f"score of {best.score:.6g} at C={best.params['C']:.4g}, but" in said
    assert f"fits that followed is {search.best_score_:.6g}." in said
    predicted = [step.score for step in path.steps]
    missed = max(predicted) - search.best_score_
    assert missed > 0.05 * abs(max(predicted))
    assert missed < 0.01 * (max(predicted) - min(predicted))


def test_a_log_loss_near_0_that_a_solver_misses_is_not_worth_a_word():
    X, y = load_iris(return_X_y=True)
    space = {"C": (1e-3, 1e3, "log-uniform")}
    model = LogisticRegression(tol=1e-3)
    search = GradSearchCV(
        model, space, n_iter=2, scoring="neg_log_loss", random_state=0
    )
    search.fit(X, y == 0)  # a warning would be an error
    predicted = max(step.score for step in search.descents[0].steps)
    assert predicted - search.best_score_ > 0.1 * abs(predicted)


class Interrupted(StandardScaler):
    def fit(self, X, y=None, sample_weight=None):
        raise KeyboardInterrupt


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_interrupt_of_a_descent(n_jobs):
    model = make_pipeline(Interrupted(), Ridge())
    search = GradSearchCV(model, {"ridge__alpha": ALPHA}, n_jobs=n_jobs)
    with parallel_config("threading"), pytest.raises(KeyboardInterrupt):
        search.fit(X, y)
    assert search.trials == []
    assert not hasattr(search, "cv_results_")


def test_never_worse_than_what_the_user_had():
    """With all ways in which the gradient is had, and where it is none."""
    X, y = load_breast_cancer(return_X_y=True)
    for scoring in ("neg_log_loss", "accuracy", "neg_brier_score"):
        for own in (1e-3, 30.0):
            model = clone(SCALED).set_params(logisticregression__C=own)
            search = GradSearchCV(model, C, n_iter=8, scoring=scoring, random_state=0)
            had = cross_val_score(model, X, y, scoring=scoring).mean()
            assert search.fit(X, y).best_score_ >= had - 1e-6


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("solver", ["lbfgs", "liblinear"])
def test_splits_with_words_of_their_own(n_classes, solver):
    if n_classes > 2 and solver == "liblinear":
        pytest.skip("it takes two classes only")
    rng = np.random.default_rng(0)
    words = np.array([f"word{k}" for k in range(900)])
    shares = rng.dirichlet(np.full(900, 0.3), size=n_classes)
    classes = rng.integers(n_classes, size=120)
    texts = [" ".join(rng.choice(words, 15, p=shares[one])) for one in classes]
    model = LogisticRegression(solver=solver, tol=1e-8, max_iter=5000, random_state=0)
    search = GradSearchCV(
        make_pipeline(TfidfVectorizer(), model), C, scoring="neg_log_loss"
    ).fit(texts, classes)
    (path,) = search.descents
    assert path.exact
    assert len(search.trials) == 1


def test_the_bottom_of_a_narrow_valley_is_reached():
    scores = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0, 10, (120, 1))
        t = np.sin(4 * x[:, 0]) + 0.2 * x[:, 0] + 0.2 * rng.normal(size=120)
        ridge = KernelRidge(kernel="rbf", alpha=0.1)
        search = GradSearchCV(ridge, {"gamma": (1e-4, 1e3, "log-uniform")}).fit(x, t)
        assert search.descents[0].reason == "converged"
        near = [
            cross_val_score(ridge.set_params(gamma=gamma), x, t).mean()
            for gamma in np.geomspace(1.2, 5, 15)
        ]
        scores.append(search.best_score_ - max(near))
    assert min(scores) > -1e-4


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    ("settings", "scoring"),
    [({"max_iter": 3}, "roc_auc"), ({"max_iter": 6, "C": 30.0}, "accuracy")],
)
def test_where_fits_stop_early_the_users_own_settings_are_fitted_too(settings, scoring):
    cancer = load_breast_cancer(return_X_y=True)
    estimator = make_pipeline(StandardScaler(), LogisticRegression(**settings))
    search = GradSearchCV(estimator, C, scoring=scoring).fit(*cancer)
    own = cross_val_score(estimator, *cancer, scoring=scoring).mean()
    assert len(search.trials) == 2
    assert search.best_score_ >= own


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the:UserWarning")
def test_an_error_that_real_fits_have_too_is_none_of_the_descent():
    space = {"ridge__alpha": ALPHA, "pca__n_components": [5, 50]}
    search = GradSearchCV(make_pipeline(PCA(), Ridge()), space, n_iter=4).fit(X, y)
    assert any("must be between" in path.reason for path in search.descents)
    assert np.isfinite(search.best_score_)


class FailsOnce(TransformerMixin, BaseEstimator):
    """As something that fails in the descent, which comes first, and in no real fit."""

    n_fits = 0

    def fit(self, X, y=None):
        FailsOnce.n_fits += 1
        if FailsOnce.n_fits == 1:
            raise AttributeError("lost its way")
        return self

    def transform(self, X):
        return X


def test_an_error_that_only_the_descent_has_is_told():
    FailsOnce.n_fits = 0
    space = {"ridge__alpha": ALPHA}
    search = GradSearchCV(make_pipeline(FailsOnce(), Ridge()), space, n_iter=3)
    with pytest.warns(RuntimeWarning, match=r"AttributeError: lost its way\. Fits"):
        search.fit(X, y)
