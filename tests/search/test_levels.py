"""BayesSearchCV with levels: rows or trees first a part, and then all."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_digits, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import GroupKFold, TimeSeriesSplit

from sk_hpo import BayesSearchCV, Halving, Look, load_results
from sk_hpo.callbacks import NoImprovement
from sk_hpo.refit import one_standard_error
from tests.equality import assert_same_table

X, y = make_classification(1200, random_state=0, flip_y=0.2)
SPACE = {"alpha": (1e-5, 1.0, "log-uniform"), "penalty": ["l1", "l2"]}
ROWS = Halving(min_resources=80)
DIGITS = load_digits(return_X_y=True)
FOREST = RandomForestClassifier(random_state=0)
LEAVES = {"min_samples_leaf": (1, 20), "max_features": (0.1, 1.0)}
TREES = Halving("n_estimators", max_resources=9)


def of_rows(**settings):
    given = {"n_iter": 9, "resource": ROWS, "cv": 3, "random_state": 0, **settings}
    return BayesSearchCV(SGDClassifier(random_state=0), SPACE, **given)


def of_trees(**settings):
    given = {"n_iter": 9, "resource": TREES, "cv": 2, "random_state": 0, **settings}
    return BayesSearchCV(FOREST, LEAVES, **given)


def with_races(**settings):
    race = {"n_iter": 40, "cv": 8, "racing": 0.2}
    return of_rows(**{**race, "resource": Halving(min_resources=300), **settings})


def n_different(search):
    """How many candidates there are, each of them on one level or more."""
    resource = search.resource.resource
    return len(
        {
            tuple(value for name, value in params.items() if name != resource)
            for params in search.cv_results_["params"]
        }
    )


SEARCHES = {
    "rows": (of_rows, (X, y)),
    "trees": (of_trees, DIGITS),
    "races": (with_races, (X, y)),
}
every = pytest.mark.parametrize("name", SEARCHES)


@every
def test_the_table_has_levels_and_the_best_is_of_the_last(name):
    make, data = SEARCHES[name]
    search = make().fit(*data)
    table = search.cv_results_
    levels = table["iter"]
    assert (np.diff(levels) >= 0).all()
    assert n_different(search) == search.n_iter
    last = levels.max()
    assert len(set(table["n_resources"])) == last + 1 >= 2
    assert levels[search.best_index_] == last
    best, looks = levels == last, levels < last
    if "n_splits_evaluated" in table:
        best &= table["n_splits_evaluated"] == search.n_splits_
    assert table["rank_test_score"][best].max() < table["rank_test_score"][looks].min()
    assert search.best_score_ == table["mean_test_score"][best].max()
    assert len(search.trials) == np.count_nonzero(best)
    assert len(search.looks) == np.count_nonzero(looks)
    assert all(isinstance(look, Look) for look in search.looks)


def test_the_design_begins_low_and_shows_all_levels():
    candidates = of_rows().fit(X, y)._history.candidates
    first = next(n for n, one in enumerate(candidates) if "hyperparameters" in one.note)
    design = candidates[:first]
    new = [one for one in design if "of" not in one.note]
    assert {one.level for one in new} == {0}
    assert len({one.note["of"] for one in design if one.level > 0}) >= 2
    assert sum(one.level == 2 for one in design) >= 1


def test_initial_points_begin_low_and_the_best_third_goes_on():
    # the best ones come early: otherwise more of those that improve go on
    alphas = np.geomspace(1e-5, 1, 9)[[6, 7, 5, 0, 1, 8, 2, 3, 4]]
    points = [{"alpha": alpha, "penalty": "l2"} for alpha in alphas]
    search = of_rows(initial_points=points).fit(X, y)
    levels = search.cv_results_["iter"].tolist()
    assert levels.count(0) == 9
    assert 3 <= levels.count(1) <= 5
    assert 1 <= levels.count(2) <= levels.count(1)
    low = search.cv_results_["mean_test_score"][:9]
    went_on = {p["alpha"] for p in search.cv_results_["params"][9:]}
    assert search.cv_results_["params"][int(low.argmax())]["alpha"] in went_on


def test_the_last_level_has_the_scores_of_a_search_without_levels():
    search = of_rows().fit(X, y)
    for trial in search.trials:
        alone = BayesSearchCV(
            SGDClassifier(random_state=0),
            SPACE,
            n_iter=1,
            initial_points=[trial.params],
            cv=3,
        ).fit(X, y)
        assert alone.best_score_ == pytest.approx(trial.value, abs=1e-9)


def test_a_parameter_has_its_amount_in_the_best_candidate():
    search = of_trees().fit(*DIGITS)
    assert search.best_params_["n_estimators"] == 9
    assert len(search.best_estimator_.estimators_) == 9


@every
def test_the_same_on_any_number_of_workers(name):
    make, data = SEARCHES[name]
    one, two = (make(n_jobs=n).fit(*data) for n in (1, 2))
    assert_same_table(two.cv_results_, one.cv_results_)


@every
def test_a_killed_one_goes_on(name, tmp_path):
    make, data = SEARCHES[name]
    path, seen = tmp_path / "search.db", []

    def stop(trial, search):
        seen.append(trial)
        return len(seen) == 7

    make(checkpoint=path, callback=stop).fit(*data)
    again = make(checkpoint=path).fit(*data)
    assert_same_table(again.cv_results_, make().fit(*data).cv_results_)
    assert make(checkpoint=path).fit(*data).n_fits == 0
    (saved,) = load_results(path)
    for column in ("iter", "n_resources", "mean_test_score"):
        np.testing.assert_array_equal(
            saved.cv_results_[column], again.cv_results_[column]
        )


def test_races_are_on_the_last_level_alone():
    search = with_races().fit(X, y)
    table = search.cv_results_
    assert search.stopped
    assert {trial.candidate.level for trial in search.stopped} == {table["iter"].max()}
    assert all(len(look.results) == 8 for look in search.looks)
    for trial in search.stopped:
        leader = search.trials[0].candidate.id <= trial.leader < trial.candidate.id
        assert leader
        assert len(trial.results) < 8
        assert {result.split for result in trial.results} <= set(range(8))
    is_stopped = table["n_splits_evaluated"] < 8
    assert np.isnan(table["mean_test_score"][is_stopped]).all()
    assert not np.isnan(table["mean_test_score"][~is_stopped]).any()


def test_training_rows_are_nested_and_test_rows_are_all():
    class Rows(SGDClassifier):
        def fit(self, X, y):
            taken.append(set(X[:, 0]))
            return super().fit(X, y)

    taken: list[set] = []
    search = of_rows(
        cv=2,
        resource=Halving(min_resources=60),
        n_jobs=1,
        share_fits=False,
        refit=False,
    )
    search.set_params(estimator=Rows(random_state=0)).fit(X, y)
    sizes = sorted({len(rows) for rows in taken})
    assert len(sizes) == 3
    by_size = [[rows for rows in taken if len(rows) == size] for size in sizes]
    for fewer, more in pairwise(by_size):
        assert all(any(rows < others for others in more) for rows in fewer)
    assert {r.n_test_samples for look in search.looks for r in look.results} == {600}


def test_the_latest_rows_of_a_time_series():
    search = of_rows(cv=TimeSeriesSplit(2), resource=Halving(min_resources=40))
    search.fit(X, y)
    assert search.cv_results_["iter"].max() == 2


def test_groups():
    groups = np.arange(1200) // 6
    search = of_rows(cv=GroupKFold(3)).fit(X, y, groups=groups)
    assert search.cv_results_["iter"].max() == 2


def test_a_rule_chooses_on_the_last_level():
    search = of_rows(refit=one_standard_error({"alpha": "high"})).fit(X, y)
    assert search.cv_results_["iter"][search.best_index_] == 2


def test_the_surrogate_is_of_all_that_is_known_so_far():
    asked = [{"alpha": 0.1, "penalty": "l2"}, {"alpha": 1e-4, "penalty": "l1"}]
    looked = of_rows(callback=lambda trial, search: search.surrogate is None)
    given = looked.fit(X, y).surrogate.predict(asked)
    np.testing.assert_array_equal(given, of_rows().fit(X, y).surrogate.predict(asked))


def test_splits_may_be_masks():
    rows = np.arange(1200) % 3
    masks = [(rows != part, np.flatnonzero(rows == part)) for part in range(3)]
    numbers = [(np.flatnonzero(train), test) for train, test in masks]
    one, two = (of_rows(cv=cv).fit(X, y) for cv in (masks, numbers))
    assert_same_table(one.cv_results_, two.cv_results_)
    assert one.cv_results_["n_resources"].max() == 800


def test_the_surrogate_speaks_of_the_whole_resource():
    search = of_rows().fit(X, y)
    mean = search.surrogate.predict([search.best_params_])
    assert abs(mean[0] - search.best_score_) < 0.05


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"resource": "n_trees"}, "Cannot use resource=n_trees which is not supported"),
        ({"resource": "alpha"}, "since it is part of the searched parameters"),
        ({"resource": "loss"}, "must be an integer parameter, and the estimator has"),
        ({"resource": "n_samples"}, "one level only: 800 training rows"),
        ({"resource": Halving(max_resources=900)}, "more than the 800 training rows"),
        ({"resource": 3}, "'resource' parameter of BayesSearchCV must be"),
    ],
)
def test_bad_resources(settings, told):
    with pytest.raises(ValueError, match=told):
        of_rows(**settings).fit(X, y)


def test_no_improvement_counts_candidates_with_the_whole_resource():
    def values(search):
        return [trial.value for trial in search.fit(X, y).trials]

    whole = values(of_rows(n_iter=40))
    stopped = of_rows(n_iter=40, callback=NoImprovement(2))
    assert values(stopped) == whole[: _end(whole)]
    assert len(stopped.looks) > 2


def _end(values):
    """Where two values in a row were no better than all before them."""
    for k in range(3, len(values) + 1):
        if max(values[k - 2 : k]) <= max(values[: k - 2]):
            return k
    return len(values)
