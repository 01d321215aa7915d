"""Every form in which a search is kept is read as the same results."""

import io
import pickle

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.experimental import enable_halving_search_cv
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
from sklearn.svm import SVC

from sk_hpo import (
    BayesSearchCV,
    GridSearchCV2,
    SavedSearch,
    load_results,
    to_frame,
    to_optuna,
)
from sk_hpo.registry import variants
from sk_hpo.results import results_of
from sk_hpo.results.read import READERS

assert enable_halving_search_cv

X, y = load_iris(return_X_y=True)
GRID = [
    {"C": [0.1, 1.0], "kernel": ["linear"], "class_weight": [None]},
    {"C": [1.0], "kernel": ["rbf"], "gamma": [0.1, 1.0], "class_weight": ["balanced"]},
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("results") / "search.db"


@pytest.fixture(scope="module")
def search(path):
    return GridSearchCV2(SVC(), GRID, cv=4, checkpoint=path).fit(X, y)


FOUND = SavedSearch("", "", {}, None, "", {}, 0, {"params": []})


def a_study(search):
    optuna = pytest.importorskip("optuna")
    from optuna.distributions import CategoricalDistribution

    study = optuna.create_study(direction="maximize")
    for params, value in zip(
        search.cv_results_["params"], search.cv_results_["mean_test_score"], strict=True
    ):
        kinds = {name: CategoricalDistribution([v]) for name, v in params.items()}
        study.add_trial(
            optuna.trial.create_trial(params=params, distributions=kinds, value=value)
        )
    return study


def a_minimisation(search):
    skopt = pytest.importorskip("skopt")
    scores = search.cv_results_["mean_test_score"]
    alike = [p for p in search.cv_results_["params"] if "gamma" not in p]
    dimensions = [
        skopt.space.Real(0.1, 1.0, name="C"),
        skopt.space.Categorical(["linear"], name="kernel"),
        skopt.space.Categorical([None], name="class_weight"),
    ]
    return skopt.utils.create_result(
        [[params[d.name] for d in dimensions] for params in alike],
        -scores[: len(alike)],
        skopt.space.Space(dimensions),
    )


def frame(package, search):
    made = pytest.importorskip(package)
    columns = search.cv_results_
    if package == "polars":
        columns = {
            name: np.ma.filled(column.astype(object), np.nan)
            if isinstance(column, np.ma.MaskedArray)
            else column
            for name, column in columns.items()
        }
        return made.DataFrame({k: list(v) for k, v in columns.items()}, strict=False)
    return made.DataFrame(columns)


FORMS = {
    "search": lambda search: search,
    "pickled": lambda search: pickle.loads(pickle.dumps(search)),
    "scikit-learn's": lambda _: GridSearchCV(SVC(), GRID, cv=4).fit(X, y),
    "cv_results_": lambda search: search.cv_results_,
    "trials": lambda search: search.trials,
    "load_results": lambda search: load_results(search.checkpoint)[0],
    "path": lambda search: search.checkpoint,
    "text": lambda search: str(search.checkpoint),
    "pandas": lambda search: frame("pandas", search),
    "polars": lambda search: frame("polars", search),
    "study": a_study,
    "to_frame": lambda search: pytest.importorskip("pandas") and to_frame(search),
    "to_optuna": lambda search: pytest.importorskip("optuna") and to_optuna(search),
    "minimisation": a_minimisation,
}
WITHOUT_SPLITS = ("study", "minimisation")


@pytest.mark.parametrize("form", FORMS)
def test_forms(form, search):
    source = FORMS[form](search)
    readers = [name for name, one in variants(READERS).items() if one.reads(source)]
    assert len(readers) == 1
    found = results_of(source)
    table = search.cv_results_
    q = 2 if form == "minimisation" else 4
    expected = table["params"][:q]
    if form == "polars":  # it has no way to tell None from a missing parameter
        expected = [{k: v for k, v in p.items() if v is not None} for p in expected]
    assert found.params == expected
    assert [type(p["C"]) for p in found.params] == [float] * q
    assert found.metric == "score"
    assert np.allclose(found.means["score"], table["mean_test_score"][:q], rtol=1e-12)
    assert list(found.state) == ["complete"] * q
    assert list(found.numbers) == list(range(q))
    assert found.best == np.argmax(table["mean_test_score"][:q])
    if form in WITHOUT_SPLITS:
        assert found.n_splits == 0
        return
    splits = np.column_stack([table[f"split{s}_test_score"] for s in range(4)])
    assert np.array_equal(found.scores["score"], splits)
    assert (found.fit_seconds > 0).all()


def test_there_is_a_form_for_every_reader(search):
    sources = [made(search) for made in FORMS.values()]
    for name, reader in variants(READERS).items():
        assert any(map(reader.reads, sources)), name


def test_failed_and_stopped_candidates():
    space = {"C": [1.0, -1.0, 1e-6, 10.0]}
    with pytest.warns(FitFailedWarning, match="fits failed"):
        search = GridSearchCV2(SVC(), space, racing=True, error_score=-9.0).fit(X, y)
    found = results_of(search)
    assert found.state[1] == "failed"
    assert np.isnan(found.means["score"][1])
    assert np.isnan(found.scores["score"][1]).all()
    assert [t.candidate.id for t in search.stopped] == [1, 2]
    assert list(found.state) == ["complete", "failed", "stopped", "complete"]
    assert found.best == search.best_index_


def test_of_a_halving_search_the_last_iteration_is_complete():
    halving = HalvingGridSearchCV(SVC(), {"C": [1e-4, 1e-3, 0.1, 1.0]}, random_state=0)
    halving.fit(X, y)
    found = results_of(halving)
    last = halving.cv_results_["iter"] == halving.n_iterations_ - 1
    assert 0 < last.sum() < len(last)
    assert list(found.state == "complete") == list(last)
    assert found.best == halving.best_index_


def test_a_table_from_a_file(search):
    pandas = pytest.importorskip("pandas")
    file = io.StringIO()
    pandas.DataFrame(search.cv_results_).to_csv(file)
    file.seek(0)
    assert results_of(pandas.read_csv(file)).params == search.cv_results_["params"]


def test_several_metrics():
    scoring = {"loss": "neg_log_loss", "right": "accuracy"}
    search = GridSearchCV2(
        LogisticRegression(max_iter=1000),
        {"C": [1e-3, 1.0]},
        scoring=scoring,
        refit="right",
    ).fit(X, y)
    found = results_of(search)
    assert found.metric == "right"
    assert found.means.keys() == scoring.keys()
    assert dict(found.scoring) == scoring
    assert results_of(search, metric="loss").metric == "loss"
    assert results_of(search.cv_results_).metric == "loss"
    assert results_of(search.trials, metric="right").metric == "right"
    with pytest.raises(ValueError, match=r"search has no metric 'wrong'.*'right'"):
        results_of(search, metric="wrong")


def test_which_member_found_it():
    space = {"C": (0.1, 10.0, "log-uniform")}
    search = BayesSearchCV(SVC(), space, n_iter=3, random_state=0).fit(X, y)
    assert "design" in results_of(search).members
    assert results_of(search.cv_results_).members == [""] * 3


def test_a_study_that_minimises():
    optuna = pytest.importorskip("optuna")
    study = optuna.create_study()
    study.optimize(lambda trial: trial.suggest_float("C", 1, 2), n_trials=2)
    found = results_of(study)
    assert list(found.means["score"]) == [-p["C"] for p in found.params]
    with pytest.raises(ValueError, match="one objective"):
        results_of(optuna.create_study(directions=["minimize", "maximize"]))


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        (3, TypeError, "earlier must be a fitted search.*got an object of type int"),
        (SVC(), TypeError, "a fitted search of .* got SVC, which is no search"),
        (GridSearchCV2(SVC(), {}), NotFittedError, "not fitted"),
        ([], ValueError, "empty"),
        ([FOUND], TypeError, r"one search, got a list of 1.*load_results\(path\)\[0\]"),
        (__file__, ValueError, "earlier: .* can't be read as a checkpoint"),
        ({}, ValueError, "'params'"),
        ("nowhere.db", FileNotFoundError, "earlier: there is no checkpoint"),
        ({"params": [{}], "mean_test_score": ["a"]}, ValueError, "could not be read"),
        ({"params": [{}], "mean_test_score": []}, ValueError, "same length"),
    ],
)
def test_bad_input(source, error, words):
    with pytest.raises(error, match=words):
        results_of(source, "earlier")


def test_a_checkpoint_with_several_searches(tmp_path):
    path = tmp_path / "two.db"
    for C in (1.0, 2.0):
        GridSearchCV2(SVC(), {"C": [C]}, checkpoint=path).fit(X, y)
    with pytest.raises(ValueError, match=r"holds 2 searches.*load_results"):
        results_of(path)


def test_prior_results_in_every_form(search, path, tmp_path):
    space = [{"C": (0.1, 1.0), "kernel": ["linear"], "class_weight": [None]}]
    found = []
    for prior in (search, path, frame("pandas", search), search.trials):
        later = BayesSearchCV(SVC(), space, n_iter=2, random_state=0, cv=4)
        later.set_params(prior_results=prior, checkpoint=tmp_path / "later.db")
        with pytest.warns(UserWarning, match="2 of the 4 prior_results lie outside"):
            found.append(later.fit(X, y).cv_results_["params"])
    assert found[0] == found[1] == found[2] == found[3]
    assert len(load_results(tmp_path / "later.db")) == 1  # the same search each time
    later.set_params(prior_results=later.checkpoint)
    with pytest.raises(ValueError, match="prior_results is the search's own"):
        later.fit(X, y)
