"""What may be given as cv."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import (
    GroupShuffleSplit,
    KFold,
    LeaveOneOut,
    LeavePGroupsOut,
    PredefinedSplit,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)
from sklearn.naive_bayes import GaussianNB

from sk_hpo import GradSearchCV
from tests.everywhere.searches import (
    ALL,
    assert_real_scores,
    every_search,
    in_turn,
    short,
    suggesting,
)

X, y = load_diabetes(return_X_y=True)
X, y = X[:60], y[:60]
groups = np.arange(60) // 10
ALPHA = {"alpha": (1e-3, 1e2, "log-uniform")}
ALPHAS = {"alpha": [1e-2, 1.0]}

SPLITTERS = [
    KFold(3, shuffle=True, random_state=1),
    RepeatedKFold(n_splits=2, n_repeats=2, random_state=1),
    ShuffleSplit(3, random_state=1),
    TimeSeriesSplit(3),
    PredefinedSplit([-1] * 20 + [0] * 20 + [1] * 20),
]


def kind(cv):
    return type(cv).__name__


@in_turn("cv", SPLITTERS, ALL, ids=kind)
def test_splitters(Search, cv):
    search = Search(Ridge(), ALPHAS, cv=cv, **short(Search, 2)).fit(X, y)
    assert search.n_splits_ == cv.get_n_splits()
    assert_real_scores(search, X, y, cv=cv)


@every_search
def test_leave_one_out(Search):
    scoring = "neg_mean_squared_error"
    search = Search(Ridge(), ALPHAS, cv=LeaveOneOut(), scoring=scoring)
    search.set_params(**short(Search, 2)).fit(X[:15], y[:15])
    assert search.n_splits_ == 15
    assert_real_scores(search, X[:15], y[:15], cv=LeaveOneOut(), scoring=scoring)


def test_leave_one_out_descended():
    """The exact gradient of 60 splits of one row each."""
    scoring = "neg_mean_squared_error"
    search = GradSearchCV(Ridge(), ALPHA, cv=LeaveOneOut(), scoring=scoring).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert_real_scores(search, X, y, cv=LeaveOneOut(), scoring=scoring)
    # the errors in closed form, by the diagonal of the hat matrix, over a fine grid
    errors = [loo_error(alpha) for alpha in np.logspace(-3, 2, 200)]
    assert search.best_score_ >= -min(errors) * (1 + 1e-6)
    assert -search.best_score_ == pytest.approx(loo_error(search.best_params_["alpha"]))


def loo_error(alpha):
    n = len(y)
    residuals, leverage = np.empty(n), np.empty(n)
    centred = X - X.mean(axis=0)
    gram = centred.T @ centred + alpha * np.eye(X.shape[1])
    hat = np.full((n, n), 1 / n) + centred @ np.linalg.solve(gram, centred.T)
    residuals, leverage = y - hat @ y, np.diag(hat)
    return np.mean((residuals / (1 - leverage)) ** 2)


@in_turn(
    "cv",
    [
        GroupShuffleSplit(3, random_state=1),
        LeavePGroupsOut(2),
        StratifiedGroupKFold(3, shuffle=True, random_state=1),
    ],
    ALL,
    ids=kind,
)
def test_splitters_by_groups(Search, cv):
    target = (y > np.median(y)).astype(int)
    space = {"var_smoothing": [1e-9, 1e-1]}
    search = Search(GaussianNB(), space, cv=cv, **short(Search, 2))
    search.fit(X, target, groups=groups)
    splits = list(cv.split(X, target, groups))
    assert search.n_splits_ == len(splits)
    assert_real_scores(search, X, target, cv=splits)


@every_search
def test_a_generator(Search):
    """Gone through once, and all candidates have its splits."""
    cv = (split for split in KFold(3).split(X))
    search = Search(Ridge(), ALPHAS, cv=cv, **short(Search, 2)).fit(X, y)
    assert search.n_splits_ == 3
    assert_real_scores(search, X, y, cv=KFold(3))


@suggesting
@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_list_of_one_split(Search, n_jobs):
    """A holdout, as rows or as masks."""
    train, test = np.arange(40), np.arange(40, 60)
    search = Search(Ridge(), ALPHA, cv=[(train, test)], n_jobs=n_jobs, **short(Search))
    search.fit(X, y)
    best = Ridge(**search.best_params_).fit(X[train], y[train])
    assert search.best_score_ == pytest.approx(best.score(X[test], y[test]))
    assert np.array_equal(
        search.cv_results_["std_test_score"],
        np.zeros_like(search.cv_results_["std_test_score"]),
    )
    params = search.cv_results_["params"]
    mask = np.arange(60) < 40
    search.set_params(cv=[(mask, ~mask)]).fit(X, y)
    assert search.cv_results_["params"] == params


@suggesting
def test_splits_that_share_rows_or_leave_some_out(Search):
    cv = [(range(30), range(20, 50)), ([0, 1, 2, 2, 2, 5, 9], [3, 4, 5, 6])]
    cv = [(np.array(train), np.array(test)) for train, test in cv]
    search = Search(Ridge(), ALPHA, cv=cv, **short(Search)).fit(X, y)
    assert_real_scores(search, X, y, cv=cv)


class EverySecondRow:
    """All that scikit-learn asks of a splitter."""

    def get_n_splits(self, X=None, y=None, groups=None):
        return 2

    def split(self, X, y=None, groups=None):
        rows = np.arange(len(X))
        yield rows[::2], rows[1::2]
        yield rows[1::2], rows[::2]


@every_search
def test_a_splitter_of_ones_own(Search):
    cv = EverySecondRow()
    search = Search(Ridge(), ALPHAS, cv=cv, **short(Search, 2)).fit(X, y)
    assert_real_scores(search, X, y, cv=cv)


@suggesting
def test_all_candidates_have_the_same_splits(Search):
    """Also where the splitter draws new ones each time that it is asked."""
    cv = KFold(3, shuffle=True, random_state=np.random.RandomState(0))
    space = {"alpha": [1.0], "tol": [1e-4, 1e-3, 1e-2]}  # tol is without effect
    search = Search(Ridge(solver="cholesky"), space, cv=cv, **short(Search, 3))
    search.fit(X, y)
    assert len(search.trials) == 3
    assert len(set(search.cv_results_["split0_test_score"])) == 1
    assert len(set(search.cv_results_["split2_test_score"])) == 1


@suggesting
def test_a_number_is_stratified_for_a_classifier(Search):
    X, y = load_iris(return_X_y=True)  # sorted by class: KFold would give nonsense
    space = {"C": (1e-2, 1e2, "log-uniform")}
    model = LogisticRegression(max_iter=2000)
    search = Search(model, space, cv=3, **short(Search)).fit(X, y)
    assert_real_scores(search, X, y, cv=StratifiedKFold(3))
    assert search.best_score_ > 0.9
