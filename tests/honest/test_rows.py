"""The bootstrap of rows: candidates' predictions for rows that they have not seen."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris, make_classification
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import get_scorer, log_loss, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    HalvingGridSearchCV,
    KFold,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_val_predict,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2, selection_bias
from sk_hpo.honest.rows import rows_of
from sk_hpo.results import results_of

TREE = DecisionTreeClassifier(random_state=0)
TARGETS = load_diabetes().target
GRID = {"max_depth": [1, 2, 3, 5], "min_samples_leaf": [1, 5]}


@pytest.fixture(scope="module")
def data():
    return make_classification(90, 6, flip_y=0.3, random_state=0)


def test_nothing_to_learn():
    """Labels are coins: whatever the best score is, it is worth a half."""
    rng = np.random.default_rng(4)
    X, y = rng.standard_normal((60, 4)), rng.permutation(np.arange(60) % 2)
    grid = {"n_neighbors": [*range(1, 30)], "weights": ["uniform", "distance"]}
    search = GridSearchCV2(KNeighborsClassifier(), grid).fit(X, y)
    found = selection_bias(search, X, y)
    assert found.method == "row_bootstrap"
    assert found.best_score == pytest.approx(search.best_score_)
    assert abs(found.corrected_score - 0.5) < found.best_score - 0.5
    assert found == selection_bias(search, X, y)


def test_groups_and_weights(data):
    X, y = data
    more = {"groups": np.arange(len(y)) // 9, "sample_weight": np.arange(len(y)) % 3}
    search = GridSearchCV2(TREE, GRID, cv=GroupKFold(3)).fit(X, y, **more)
    found = selection_bias(search, X, y, **more)
    assert found.best_score == search.best_score_
    assert found != selection_bias(search, X, y, groups=more["groups"])
    with pytest.raises(TypeError, match=r"no argument 'groups'.*need X and y"):
        selection_bias(search, groups=more["groups"])


@pytest.mark.parametrize("kind", [GridSearchCV, GridSearchCV2])
def test_scikit_learns_search_has_the_same(kind, data):
    found = selection_bias(kind(TREE, GRID).fit(*data), *data)
    assert found.optimism == pytest.approx(
        selection_bias(GridSearchCV2(TREE, GRID).fit(*data), *data).optimism
    )


@pytest.mark.parametrize(
    "scoring",
    [
        None,
        "accuracy",
        "balanced_accuracy",
        "f1",
        "roc_auc",
        "average_precision",
        "neg_log_loss",
        "neg_brier_score",
        make_scorer(log_loss, greater_is_better=False, response_method="predict_proba"),
    ],
    ids=str,
)
def test_predictions_are_scored_as_the_search_does(scoring, data):
    """On the rows of one split the score is that of the split."""
    X, y = data
    cv = KFold(3, shuffle=True, random_state=0)
    search = GridSearchCV2(TREE, GRID, scoring=scoring, cv=cv).fit(X, y)
    rows = rows_of(search, X, y, results_of(search), np.arange(8))
    _, test = next(iter(cv.split(X)))
    assert rows.scores(test) == pytest.approx(search.cv_results_["split0_test_score"])
    assert rows.score(0, test) == rows.scores(test)[0]


@pytest.mark.parametrize("positive", ["no", "yes"])
def test_the_positive_class(positive, data):
    X, y = data[0], np.array(["no", "yes"])[data[1]]
    scorer = make_scorer(
        get_scorer("average_precision")._score_func,
        response_method="decision_function",
        pos_label=positive,
    )
    cv = KFold(3, shuffle=True, random_state=0)
    search = GridSearchCV2(LinearSVC(), {"C": [0.01, 1.0]}, scoring=scorer, cv=cv).fit(
        X, y
    )
    rows = rows_of(search, X, y, results_of(search), np.arange(2))
    _, test = next(iter(cv.split(X)))
    assert rows.scores(test) == pytest.approx(search.cv_results_["split0_test_score"])


def test_three_classes_and_numbers():
    X, y = load_iris(return_X_y=True)
    search = GridSearchCV2(
        LogisticRegression(max_iter=500), {"C": [0.1, 1, 10]}, scoring="neg_log_loss"
    ).fit(X, y)
    assert 0 <= selection_bias(search, X, y).optimism < 0.05
    X, y = load_diabetes(return_X_y=True)
    for scoring in (None, "neg_mean_absolute_error"):
        ridge = GridSearchCV2(Ridge(), {"alpha": [0.01, 0.1, 1.0]}, scoring=scoring)
        found = selection_bias(ridge.fit(X, y), X, y)
        assert 0 <= found.optimism < abs(found.best_score) / 20


def test_one_candidate(data):
    search = GridSearchCV2(TREE, {"max_depth": [2]}).fit(*data)
    assert selection_bias(search, *data).optimism < 0.02
    predicted = cross_val_predict(TREE.set_params(max_depth=2), *data)
    rows = rows_of(search, *data, results_of(search), np.arange(1))
    assert (rows.responses[0] == predicted).all()


def test_rows_that_no_split_tests_are_left_out():
    X, y = load_diabetes(return_X_y=True)
    search = GridSearchCV2(Ridge(), {"alpha": [0.1, 1.0]}, cv=TimeSeriesSplit(3))
    search.fit(X, y)
    with pytest.warns(UserWarning, match="rows"):
        rows = rows_of(search, X, y, results_of(search), np.arange(2))
    assert len(rows.y) < len(y)
    assert np.isfinite(rows.responses).all()


def test_scorers_that_score_no_predictions(data):
    def by_size(estimator, X, y):
        return -float(estimator.get_n_leaves())

    search = GridSearchCV2(TREE, GRID, scoring=by_size).fit(*data)
    with pytest.raises(ValueError, match="not one that make_scorer made"):
        selection_bias(search, *data)
    assert selection_bias(search).n_candidates == 8


def test_a_class_that_is_too_rare():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((30, 2)), np.arange(30) // 29
    search = GridSearchCV2(TREE, GRID, cv=KFold(3)).fit(X, y)
    with pytest.raises(ValueError, match="each of its 2 classes"):
        selection_bias(search, X, y)


def test_labels_that_are_floats():
    """They are classes: the area under a curve needs both in each sample."""
    rng = np.random.default_rng(0)
    y = np.repeat([0.0, 1.0], [74, 6])
    X = rng.standard_normal((80, 3)) + 0.5 * y[:, None]
    cv = StratifiedKFold(3, shuffle=True, random_state=0)

    def found(labels):
        search = GridSearchCV2(TREE, GRID, scoring="roc_auc", cv=cv).fit(X, labels)
        return selection_bias(search, X, labels)

    assert found(y).optimism > 0
    assert found(y) == found(y.astype(int))


def test_whole_numbers_of_a_regressor_are_no_classes():
    X, y = load_diabetes(return_X_y=True)
    search = GridSearchCV2(Ridge(), {"alpha": [0.1, 1.0]}).fit(X, y.astype(int))
    assert selection_bias(search, X, y.astype(int)).optimism >= 0


def test_samples_without_a_score_are_left_out():
    """And if the metric has no value on all rows, there is no optimism."""
    X, y = load_diabetes(return_X_y=True)

    def no_value_if(condition):
        def metric(y, predicted):
            error = -float(np.mean(np.abs(y - predicted)))
            return np.nan if condition(y) else error

        search = GridSearchCV2(
            Ridge(), {"alpha": [0.01, 1.0]}, scoring=make_scorer(metric)
        )
        return search.fit(X, y)

    first, n_first = y[0], np.sum(y == y[0])
    some = no_value_if(lambda y: np.sum(y == first) > n_first)
    assert np.isfinite(selection_bias(some, X, y).optimism)
    no_sample = no_value_if(lambda y: len(y) > 100)
    with pytest.raises(ValueError, match="no finite value on any bootstrap sample"):
        selection_bias(no_sample, X, y)
    not_all = no_value_if(lambda y: len(np.unique(y)) == len(np.unique(TARGETS)))
    with pytest.raises(ValueError, match="no finite value on all rows together"):
        selection_bias(not_all, X, y)


def test_other_rows_than_those_of_the_search(data):
    search = GridSearchCV2(TREE, GRID).fit(*data)
    text = r"not the rows .* of these, 10 are test rows of split 0, .* had 18"
    with pytest.raises(ValueError, match=text):
        selection_bias(search, data[0][:50], data[1][:50])


def test_of_a_halving_search_the_last_iteration_counts(data):
    """By rows and by splits, and of its table alone."""
    search = HalvingGridSearchCV(
        TREE, GRID, factor=2, min_resources=30, random_state=0
    ).fit(*data)
    n_last = np.sum(search.cv_results_["iter"] == max(search.cv_results_["iter"]))
    assert n_last < search.cv_results_["iter"].size
    for found in (
        selection_bias(search, *data),
        selection_bias(search),
        selection_bias(search.cv_results_),
    ):
        assert found.n_candidates == n_last
        assert found.best_score == search.best_score_


def test_what_is_no_search(data):
    table = GridSearchCV2(TREE, GRID).fit(*data).cv_results_
    with pytest.raises(
        TypeError, match=r"search must be a fitted search if X and y .* got dict"
    ):
        selection_bias(table, *data)
