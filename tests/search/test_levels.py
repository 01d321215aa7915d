"""BayesSearchCV with levels: rows or trees first a part, and then all."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_digits, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import GroupKFold, TimeSeriesSplit
from sklearn.pipeline import Pipeline

from sk_hpo import BayesSearchCV, Halving, Look, load_results, selection_bias
from sk_hpo.callbacks import NoImprovement
from sk_hpo.refit import one_standard_error
from sk_hpo.results import results_of
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


@every
def test_what_reads_a_search_reads_the_rows_of_its_table(name):
    make, data = SEARCHES[name]
    search = make().fit(*data)
    found, table = results_of(search), results_of(search.cv_results_)
    np.testing.assert_array_equal(found.scores["score"], table.scores["score"])
    np.testing.assert_array_equal(found.means["score"], table.means["score"])
    np.testing.assert_array_equal(found.state, table.state)
    candidates = [search._history.candidates[number] for number in found.numbers]
    assert [one.params for one in candidates] == search.cv_results_["params"]
    assert found.members == [one.note.get("member") or "" for one in candidates]
    in_turn = found.by_number()
    assert list(in_turn.numbers) == sorted(found.numbers)
    assert in_turn.numbers[in_turn.best] == found.numbers[found.best]
    rule = one_standard_error({next(iter(search.search_spaces)): "high"})
    assert rule(search) == rule(search.cv_results_)
    assert selection_bias(search).best_score == pytest.approx(search.best_score_)


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


@pytest.mark.filterwarnings("ignore:the search ended before any:UserWarning")
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


def rows_of_fits(least, **settings):
    """The training rows of each fit, fewest first."""

    class Rows(SGDClassifier):
        def fit(self, X, y):
            taken.append(np.sort([known[x] for x in X[:, 0]]))
            return super().fit(X, y)

    taken: list = []
    known = {x: row for row, x in enumerate(X[:, 0])}
    groups = settings.pop("groups", None)
    resource = Halving(min_resources=least)
    search = of_rows(resource=resource, share_fits=False, refit=False, **settings)
    search.set_params(estimator=Rows(random_state=0), n_jobs=1)
    search.fit(X, y, groups=groups)
    assert search.cv_results_["iter"].max() >= 1
    return sorted(taken, key=len)


def test_the_latest_rows_of_a_time_series():
    splits = [train for train, _ in TimeSeriesSplit(2).split(X)]
    for rows in rows_of_fits(40, cv=TimeSeriesSplit(2)):
        last, n = rows[-1] + 1, len(rows)
        assert last in {len(train) for train in splits}
        np.testing.assert_array_equal(rows, np.arange(last - n, last))


@pytest.mark.parametrize(("least", "whole"), [(80, False), (250, True)])
def test_groups(least, whole):
    groups = np.arange(1200) // 10
    taken = rows_of_fits(least, cv=GroupKFold(3), groups=groups)
    assert len(taken[0]) < len(taken[-1])
    fewest = taken[0]
    sizes = np.unique(groups[fewest], return_counts=True)[1]
    # a group at the end may be cut off
    assert (np.count_nonzero(sizes < 10) <= 1) == whole


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
        ({"resource": "auto"}, "resource='auto' is for AutoSearchCV"),
        ({"resource": "verbose"}, "must be a positive integer, and the"),
        ({"resource": "max_itr"}, "nearest valid name: 'max_iter'"),
    ],
)
def test_bad_resources(settings, told):
    with pytest.raises(ValueError, match=told):
        of_rows(**settings).fit(X, y)


def test_the_resource_is_a_parameter_of_each_estimator_to_choose():
    pipe = Pipeline([("clf", FOREST)])
    space = {"clf": [FOREST, SGDClassifier()]}
    search = BayesSearchCV(pipe, space, n_iter=3, resource="clf__n_estimators")
    with pytest.raises(ValueError, match=r"not supported by SGDClassifier.*of 'clf'"):
        search.fit(*DIGITS)


class FailsWithAll(SGDClassifier):
    """Can't be fitted with so many rows."""

    def fit(self, X, y):
        if len(X) >= 800 and self.penalty in self.fails:
            raise MemoryError("too many rows")
        return super().fit(X, y)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
def test_a_candidate_that_fails_leaves_its_place(monkeypatch):
    monkeypatch.setattr(FailsWithAll, "fails", ["l1"], raising=False)
    search = of_rows().set_params(estimator=FailsWithAll(random_state=0)).fit(X, y)
    params = [tuple(one.values()) for one in search.cv_results_["params"]]
    rows = list(zip(params, search.cv_results_["iter"], strict=True))
    assert len(set(rows)) == len(rows)  # none is given the same twice
    assert search.best_params_["penalty"] == "l2"
    assert np.isfinite(search.best_score_)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
def test_a_part_of_the_resource_is_not_enough(monkeypatch):
    monkeypatch.setattr(FailsWithAll, "fails", ["l1", "l2"], raising=False)
    search = of_rows().set_params(estimator=FailsWithAll(random_state=0))
    with pytest.raises(ValueError, match=r"with the whole resource.*\n?.*MemoryError"):
        search.fit(X, y)
    assert n_different(search) == 9
    full = [one for one in search.trials if one.candidate.level == 2]
    assert len(full) == len({tuple(one.params.values()) for one in full})


@pytest.mark.parametrize("make", [of_rows, of_trees])
def test_a_search_that_ends_below_the_last_level_warns(make):
    data = (X, y) if make is of_rows else DIGITS
    search = make(callback=lambda trial, search: trial.candidate.id == 1)
    with pytest.warns(UserWarning, match=r"one with (89 of 800|1 of 9) "):
        search.fit(*data)
    assert search.trials == []


def test_the_results_of_one_with_trees_are_prior_results_of_another():
    first = of_trees().fit(*DIGITS)
    again = of_trees(prior_results=first, initial_points=[first.best_params_])
    again.fit(*DIGITS)  # it would warn of results that are left out
    own = first.best_params_
    assert {**again.cv_results_["params"][0], "n_estimators": 9} == own


def test_a_checkpoint_knows_who_was_stopped_and_who_had_a_part(tmp_path):
    path = tmp_path / "search.db"
    search = with_races(checkpoint=path).fit(X, y)
    for found in (results_of(path), results_of(search)):
        assert np.count_nonzero(found.state == "complete") == len(search.trials)
        assert np.count_nonzero(found.state == "failed") == 0


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


def test_lines_say_how_many_rows_a_fit_has(capsys):
    search = of_rows(n_iter=4, verbose=3).fit(X, y)
    first, *lines = capsys.readouterr().out.splitlines()
    assert "about 6 evaluations (up to 4 candidates on 3 levels), totalling" in first
    fits = [line for line in lines if "END" in line]
    assert len(fits) == search.n_fits
    for n in (89, 267, 800):
        assert any(f", n_samples={n};" in line for line in fits)


def test_the_first_line_of_a_fit_comes_before_it(capsys):
    of_rows(n_iter=4, verbose=10).fit(X, y)
    lines = [one for one in capsys.readouterr().out.splitlines() if "[CV" in one]
    words = [" START " in one for one in lines]
    assert words == [True, False] * (len(lines) // 2)
    assert lines[0].startswith("[CV 1/3; 1/")


def test_the_nearest_name_of_a_resource_may_be_n_samples():
    with pytest.raises(ValueError, match="nearest valid names: 'n_samples'"):
        of_rows(resource="n_sample").fit(X, y)


def test_a_least_level_above_the_last_one_says_what_there_is():
    words = "greater than max_resources_=800. The last level has 800 training rows"
    with pytest.raises(ValueError, match=words):
        of_rows(resource=Halving(min_resources=900)).fit(X, y)
