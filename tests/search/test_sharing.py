"""What a user sees of sharing: counts, the report, messages, and no surprises."""

import copy
import pickle
import re

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import randint
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesClassifier, StackingClassifier
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.manifold import TSNE
from sklearn.metrics import make_scorer
from sklearn.model_selection import GridSearchCV, KFold, RandomizedSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    StandardScaler,
    TargetEncoder,
)
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import check_random_state, shuffle

from sk_hpo import BayesSearchCV, GridSearchCV2, RandomSearchCV2
from tests.equality import assert_same_search

X, y = load_iris(return_X_y=True)
FOREST = ExtraTreesClassifier(random_state=0)
SIZES = {"n_estimators": [1, 3, 5], "criterion": ["gini", "entropy"]}


def test_a_shared_fit_counts_once():
    search = GridSearchCV2(FOREST, SIZES, cv=3).fit(X, y)
    assert search.n_fits == 2 * 3
    assert_same_search(search, GridSearchCV(FOREST, SIZES, cv=3).fit(X, y))


def test_without_sharing_every_fit_is_run():
    search = GridSearchCV2(FOREST, SIZES, cv=3, share_fits=False).fit(X, y)
    assert search.n_fits == 6 * 3
    assert list(search.sharing_report["reason"]) == ["share_fits is False"]
    assert list(search.sharing_report["fits"]) == [18]


def test_what_else_is_rejected():
    with pytest.raises(ValueError, match=r"share_fits.*'sometimes'"):
        GridSearchCV2(FOREST, SIZES, share_fits="sometimes").fit(X, y)


def test_the_report_is_a_frame():
    grid = [SIZES, {"random_state": [None]}]
    report = pd.DataFrame(GridSearchCV2(FOREST, grid, cv=3).fit(X, y).sharing_report)
    groups = report[report.group >= 0]
    assert list(groups.rule) == ["forest", "forest"]
    assert list(groups.candidates) == [3, 3]
    assert list(groups.fits) == [3, 3]
    assert list(groups.fits_saved) == [6, 6]
    assert (groups.seconds_saved > 0).all()
    (alone,) = report[report.group < 0].itertuples()
    assert alone.candidates == 1
    assert "random_state" in alone.reason


@pytest.mark.parametrize("share_first", [True, False])
def test_candidates_evaluated_alone_have_no_rule_and_no_seconds(share_first, tmp_path):
    """Even if their scores are from a search that shared."""
    settings = {"cv": 3, "checkpoint": tmp_path / "search.db"}
    GridSearchCV2(FOREST, SIZES, share_fits=share_first, **settings).fit(X, y)
    search = GridSearchCV2(FOREST, SIZES, share_fits=False, **settings).fit(X, y)
    report = search.sharing_report
    assert list(report["group"]) == [-1]
    assert list(report["rule"]) == [""]
    assert list(report["seconds_saved"]) == [0.0]
    assert list(report["reason"]) == ["share_fits is False"]


def test_a_search_that_shares_nothing_says_why():
    search = GridSearchCV2(LogisticRegression(max_iter=20), {"C": [0.1, 1.0]}, cv=2)
    with np.errstate(all="ignore"):
        search.set_params(estimator__tol=1.0).fit(X, y)
    assert list(search.sharing_report["candidates"]) == [2]
    assert search.n_fits == 4


def test_a_random_search_fits_equal_candidates_once():
    settings = {"n_iter": 12, "random_state": 0, "cv": 3}
    space = {"max_depth": randint(1, 3)}  # drawn with replacement
    tree = DecisionTreeClassifier(random_state=0)
    ours = RandomSearchCV2(tree, space, **settings).fit(X, y)
    assert_same_search(ours, RandomizedSearchCV(tree, space, **settings).fit(X, y))
    assert ours.n_fits <= 2 * 3


class Own(TransformerMixin, BaseEstimator):
    def __init__(self, shift=0.0):
        self.shift = shift

    def fit(self, X, y=None):
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X):
        X += self.shift  # writes into what it is given, as nobody should
        return X


def test_an_estimator_of_the_users_own_gets_data_of_its_own():
    pipeline = make_pipeline(StandardScaler(), Own(1.0), SVC())
    grid = {"svc__C": [0.1, 1.0], "own__shift": [0.0, 2.0], "svc__gamma": [0.1, 1.0]}
    ours = GridSearchCV2(pipeline, grid, cv=3, return_train_score=True).fit(X, y)
    theirs = GridSearchCV(pipeline, grid, cv=3, return_train_score=True).fit(X, y)
    assert_same_search(ours, theirs)
    assert ours.sharing_report["seconds_saved"].sum() > 0  # of the scaler


class Moody(ClassifierMixin, BaseEstimator):
    """Fails, or warns, as it is told."""

    def __init__(self, mood="fine"):
        self.mood = mood

    def fit(self, X, y):
        if self.mood == "bad":
            raise RuntimeError("in a bad mood")
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores")
def test_a_fit_that_fails_after_a_shared_step_fails_as_it_does_alone():
    pipeline = make_pipeline(StandardScaler(), Moody())
    grid = {"moody__mood": ["fine", "bad", "good"]}
    ours = GridSearchCV2(pipeline, grid, cv=3).fit(X, y)
    assert list(np.isnan(ours.cv_results_["mean_test_score"])) == [False, True, False]
    assert "in a bad mood" in ours.trials[1].results[0].fit_error
    with pytest.raises(RuntimeError, match="in a bad mood"):
        GridSearchCV2(pipeline, grid, cv=3, error_score="raise").fit(X, y)


@pytest.mark.parametrize("where", ["loky", "threading"])
def test_in_other_workers(where):
    pipeline = make_pipeline(StandardScaler(), FOREST)
    grid = {f"extratreesclassifier__{name}": values for name, values in SIZES.items()}
    with joblib.parallel_config(backend=where):
        ours = GridSearchCV2(pipeline, grid, cv=3, n_jobs=2).fit(X, y)
    assert_same_search(ours, GridSearchCV(pipeline, grid, cv=3).fit(X, y))
    assert ours.n_fits <= 4 * 3


@pytest.mark.parametrize("verbose", [2, 3, 10])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"return_train_score": True},
        {"scoring": ["accuracy", "f1_macro"], "refit": False},
    ],
)
@pytest.mark.in_turn
def test_messages_are_scikit_learns(verbose, more, capsys):
    printed = []
    for kind in (GridSearchCV, GridSearchCV2):
        kind(FOREST, SIZES, cv=2, verbose=verbose, **more).fit(X, y)
        lines = capsys.readouterr().out.splitlines()
        printed.append(
            sorted(re.sub(r"\.*\[?time.*|total time=.*", "", one) for one in lines)
        )
    assert [re.sub(r"\.{2,}", "", one) for one in printed[1]] == [
        re.sub(r"\.{2,}", "", one) for one in printed[0]
    ]


def test_scorers_may_copy_and_pickle_what_they_get():
    def scorer(estimator, X, y):
        expected = estimator.predict_proba(X)
        for other in (copy.deepcopy(estimator), pickle.loads(pickle.dumps(estimator))):
            np.testing.assert_array_equal(other.predict_proba(X), expected)
            assert "predict_proba" not in vars(other) or other is not estimator
        kept.append(estimator)
        return estimator.score(X, y)

    kept = []
    GridSearchCV2(FOREST, SIZES, cv=2, scoring=scorer).fit(X, y)
    assert [vars(one).get("predict_proba") for one in kept] == [None] * len(kept)
    assert {len(one.estimators_) for one in kept} == {1, 3, 5}


@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_warning_of_a_shared_step_is_given_for_every_candidate():
    constant = np.column_stack([X, np.ones(len(X))])
    pipeline = make_pipeline(SelectKBest(k=2), GaussianNB())
    grid = {"gaussiannb__var_smoothing": [1e-9, 1e-3, 1e-1]}
    counts = []
    for kind in (GridSearchCV, GridSearchCV2):
        with pytest.warns(UserWarning, match="constant") as caught:
            kind(pipeline, grid, cv=2, refit=False).fit(constant, y)
        counts.append(sum("constant" in str(one.message) for one in caught))
    assert counts[0] == counts[1] == 6


def test_a_suggested_search_remembers_first_steps():
    pipeline = make_pipeline(MinMaxScaler(), StandardScaler(), SVC())
    space = {"svc__C": (0.1, 10.0, "log-uniform"), "svc__gamma": (0.01, 1.0)}
    settings = {"n_iter": 4, "random_state": 0, "cv": 2}
    shared = BayesSearchCV(pipeline, space, **settings).fit(X, y)
    alone = BayesSearchCV(pipeline, space, share_fits=False, **settings).fit(X, y)
    np.testing.assert_array_equal(
        shared.cv_results_["mean_test_score"], alone.cv_results_["mean_test_score"]
    )
    assert shared.sharing_report["seconds_saved"].sum() > 0


def test_a_pickled_search_still_reports():
    search = GridSearchCV2(FOREST, SIZES, cv=2).fit(X, y)
    again = pickle.loads(pickle.dumps(search))
    assert again.n_fits == search.n_fits
    np.testing.assert_array_equal(
        again.sharing_report["fits_saved"], search.sharing_report["fits_saved"]
    )


def test_a_suggested_search_cuts_a_larger_ensemble():
    space = {"n_estimators": (2, 6)}
    settings = {
        "n_iter": 5,
        "random_state": 0,
        "cv": 2,
        "initial_points": [{"n_estimators": 6}],
    }
    shared = BayesSearchCV(FOREST, space, **settings).fit(X, y)
    alone = BayesSearchCV(FOREST, space, share_fits=False, **settings).fit(X, y)
    assert shared.n_fits == 2
    assert alone.n_fits == 10
    np.testing.assert_array_equal(
        shared.cv_results_["mean_test_score"], alone.cv_results_["mean_test_score"]
    )


def test_a_suggested_search_solves_for_all_penalties_on_one_matrix():
    space = {"alpha": (1e-3, 1e3, "log-uniform")}
    settings = {"n_iter": 5, "random_state": 0, "cv": 2}
    shared = BayesSearchCV(RidgeClassifier(), space, **settings).fit(X, y)
    assert shared.n_fits == 2
    assert shared.sharing_report["fits_saved"].sum() == 8


class Rounds:
    """Candidates in rounds, as a subclass of a user's may list them."""

    def _run_search(self, evaluate_candidates):
        for sizes in ([2, 4], [3, 7], [5]):
            evaluate_candidates([{"n_estimators": size} for size in sizes])


class OurRounds(Rounds, GridSearchCV2):
    pass


class TheirRounds(Rounds, GridSearchCV):
    pass


def test_what_an_earlier_round_has_started_is_not_taken_for_a_later_one():
    ours = OurRounds(FOREST, {}, cv=3).fit(X, y)
    assert_same_search(ours, TheirRounds(FOREST, {}, cv=3).fit(X, y))


def test_an_estimator_among_the_values_may_be_changed_between_fits():
    model = SVC(C=1e-4)
    pipeline = make_pipeline(StandardScaler(), GaussianNB())
    grid = {"gaussiannb": [model], "standardscaler__with_mean": [True, False]}
    search = GridSearchCV2(pipeline, grid, cv=3).fit(X, y)
    model.set_params(C=100.0)
    assert_same_search(search.fit(X, y), GridSearchCV(pipeline, grid, cv=3).fit(X, y))


def test_an_estimator_that_is_fitted_already_is_like_no_other():
    frozen = pytest.importorskip("sklearn.frozen").FrozenEstimator
    steps = [frozen(StandardScaler().fit(X[some])) for some in (y == 0, y == 1)]
    pipeline = make_pipeline(StandardScaler(), DecisionTreeClassifier(random_state=0))
    grid = {"standardscaler": steps, "decisiontreeclassifier__max_depth": [1, 2]}
    ours = GridSearchCV2(pipeline, grid, cv=3, return_train_score=True).fit(X, y)
    theirs = GridSearchCV(pipeline, grid, cv=3, return_train_score=True).fit(X, y)
    assert_same_search(ours, theirs)


class Noise(TransformerMixin, BaseEstimator):
    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit(self, X, y=None):
        self.n_features_in_ = X.shape[1]
        self.shift_ = check_random_state(self.random_state).normal(size=X.shape[1])
        return self

    def transform(self, X):
        return X + X**2 * self.shift_


@pytest.mark.parametrize(
    "step",
    [
        Noise(),
        TargetEncoder(),
        PCA(2, svd_solver="randomized"),
        FunctionTransformer(shuffle),
        StackingClassifier(
            [("tree", ExtraTreesClassifier(2))], GaussianNB(), cv=KFold(3)
        ),
        StackingClassifier(
            [("bayes", GaussianNB())], cv=KFold(3, shuffle=True), passthrough=True
        ),
        GridSearchCV(
            DecisionTreeClassifier(max_features=1), {"random_state": [None]}, cv=2
        ),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_draws_from_the_global_state_draws_the_same(step):
    steps = [("scale", StandardScaler()), ("step", step)]
    grid = {"scale__with_std": [True, False, True]}
    if hasattr(step, "transform") and not hasattr(step, "predict"):
        steps.append(("model", GaussianNB()))
        grid = {"model__var_smoothing": [1e-9, 1e-2, 1e-1]}
    searches = []
    for kind in (GridSearchCV2, GridSearchCV):
        np.random.seed(0)  # noqa: NPY002  as users do
        searches.append(kind(Pipeline(steps), grid, cv=3, refit=False).fit(X, y))
    assert_same_search(*searches)


def spoils_rows(estimator, X, y):
    score = estimator.score(X, y)
    X[:] = X[::-1].copy()  # permuted in place
    return score - estimator.score(X, y)


def spoils_labels(y_true, y_pred):
    y_true[y_true == 0] = 2
    return float(np.mean(y_true == y_pred))


def fits_again(estimator, X, y):
    score = estimator.score(X, y)
    return score + len(y) * estimator.fit(X[::2], y[::2]).score(X, y)


@pytest.mark.parametrize(
    "scoring", [spoils_rows, make_scorer(spoils_labels), fits_again]
)
@pytest.mark.parametrize(
    ("estimator", "grid"),
    [
        (FOREST, {"n_estimators": [1, 2, 3]}),
        (make_pipeline(MinMaxScaler(), SVC()), {"svc__C": [0.1, 1.0, 10.0]}),
    ],
)
@pytest.mark.in_turn
def test_a_scorer_may_do_to_its_arguments_what_it_likes(estimator, grid, scoring):
    settings = {"cv": 3, "scoring": scoring, "return_train_score": True}
    theirs = GridSearchCV(estimator, grid, **settings).fit(X, y)
    ours = GridSearchCV2(estimator, grid, **settings).fit(X, y)
    assert_same_search(ours, theirs)


def adds_in_place(X):
    X += 1.0
    return X


@pytest.mark.parametrize(
    "steps",
    [
        (StandardScaler(), FunctionTransformer(adds_in_place)),
        (StandardScaler(), FunctionTransformer(np.nan_to_num, kw_args={"copy": False})),
        (MinMaxScaler(copy=False), StandardScaler()),
        (
            StandardScaler(),
            FeatureUnion([("a", MinMaxScaler(copy=False)), ("b", PCA(1))]),
        ),
    ],
)
def test_what_writes_into_its_data_writes_for_itself_only(steps):
    pipeline = make_pipeline(*steps, GaussianNB())
    grid = {"gaussiannb__var_smoothing": [1e-9, 1e-2, 1.0]}
    settings = {"cv": 3, "return_train_score": True}
    ours = GridSearchCV2(pipeline, grid, **settings).fit(X.copy(), y)
    assert_same_search(ours, GridSearchCV(pipeline, grid, **settings).fit(X.copy(), y))


@pytest.mark.parametrize(
    "steps",
    [
        [("a__b", StandardScaler()), ("model", GaussianNB())],
        [("memory", StandardScaler()), ("model", GaussianNB())],
        [("a", StandardScaler()), ("a", MinMaxScaler()), ("model", GaussianNB())],
        [("a", TSNE(random_state=0)), ("model", GaussianNB())],
        [("a", FeatureUnion([("b", TSNE(random_state=0))])), ("model", GaussianNB())],
    ],
)
def test_a_pipeline_that_scikit_learn_rejects_is_rejected(steps):
    grid = {"model__var_smoothing": [1e-9, 1e-2]}
    with pytest.raises(ValueError, match="All the 4 fits failed"):
        GridSearchCV2(Pipeline(steps), grid, cv=2).fit(X, y)


def test_weights_of_a_step_are_not_those_of_another_in_its_place():
    weight = np.linspace(0.0, 1.0, len(y)) ** 8
    pipeline = Pipeline(
        [("a", StandardScaler()), ("b", StandardScaler()), ("model", SVC())]
    )
    grid = [
        {"a": ["passthrough"], "model__C": [0.1, 1.0]},
        {"b": ["passthrough"], "model__C": [0.1, 1.0]},
    ]
    ours = GridSearchCV2(pipeline, grid, cv=3).fit(X, y, a__sample_weight=weight)
    theirs = GridSearchCV(pipeline, grid, cv=3).fit(X, y, a__sample_weight=weight)
    assert_same_search(ours, theirs)
