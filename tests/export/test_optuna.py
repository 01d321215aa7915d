"""to_optuna: the study, and Optuna's own plots of it."""

import sys
import warnings
from contextlib import nullcontext

import numpy as np
import pytest
from scipy.stats import gamma, loguniform, randint, uniform
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
    to_frame,
    to_optuna,
)
from sk_hpo.results import results_of

pytest.importorskip("optuna")

import optuna
from optuna.distributions import (
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import TrialState

X, y = load_iris(return_X_y=True)
BRANCHES = [
    {"kernel": ["linear"], "C": (0.01, 100.0, "log-uniform")},
    {"kernel": ["poly"], "C": (0.1, 10.0, "log-uniform"), "degree": (2, 4)},
]


@pytest.fixture(autouse=True)
def quiet():
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(before)


@pytest.fixture(scope="module")
def branches():
    return BayesSearchCV(SVC(), BRANCHES, n_iter=8, random_state=0, cv=3).fit(X, y)


def distributions(study):
    """The distribution of each parameter, the same in all trials."""
    found = {}
    for trial in study.trials:
        for name, distribution in trial.distributions.items():
            assert found.setdefault(name, distribution) == distribution
    return found


def test_a_trial_has_what_the_candidate_has(branches):
    study = to_optuna(branches)
    assert [direction.name for direction in study.directions] == ["MAXIMIZE"]
    assert study.user_attrs == {"metric": "score"}
    table = branches.cv_results_
    assert [trial.params for trial in study.trials] == table["params"]
    assert [trial.value for trial in study.trials] == table["mean_test_score"].tolist()
    assert {trial.state for trial in study.trials} == {TrialState.COMPLETE}
    for row, trial in enumerate(study.trials):
        scores = {s: table[f"split{s}_test_score"][row] for s in range(3)}
        assert trial.intermediate_values == scores
        attributes = trial.user_attrs
        assert attributes["candidate"] == row
        assert attributes["mean_fit_time"] == table["mean_fit_time"][row]
        seconds = 3 * (attributes["mean_fit_time"] + attributes["mean_score_time"])
        assert trial.duration.total_seconds() == pytest.approx(seconds, abs=1e-5)
    assert "design" in {trial.user_attrs["member"] for trial in study.trials}
    assert study.best_params == branches.best_params_


def test_conditional_parameters(branches):
    study = to_optuna(branches)
    assert distributions(study) == {
        "kernel": CategoricalDistribution(["linear", "poly"]),
        "C": FloatDistribution(0.01, 100.0, log=True),  # of both alternatives
        "degree": IntDistribution(2, 4),
    }
    for trial in study.trials:
        assert ("degree" in trial.params) == (trial.params["kernel"] == "poly")


def plots(backend):
    """Optuna's plots with one of its backends."""
    needed = {"matplotlib": "matplotlib", "plotly": "plotly"}[backend]
    pytest.importorskip(needed)
    if backend == "plotly":
        return optuna.visualization
    import matplotlib as mpl

    mpl.use("Agg")
    return optuna.visualization.matplotlib


def style_kept(backend):
    """A context after which figures have the style that they had before.

    Optuna's matplotlib backend sets one for the whole process.
    """
    if backend == "plotly":
        return nullcontext()
    import matplotlib as mpl

    return mpl.rc_context()


@pytest.mark.parametrize("backend", ["matplotlib", "plotly"])
@pytest.mark.parametrize("kind", ["branches", "grid", "objects"])
@pytest.mark.in_turn
def test_the_plots_of_optuna_draw_it(backend, kind, branches):
    drawn = plots(backend)
    search = branches
    if kind == "grid":
        grid = {"C": [0.1, 1, 10, 100], "gamma": ["scale", 0.1, 1.0]}
        search = GridSearchCV2(SVC(), grid, cv=3).fit(X, y)
    elif kind == "objects":
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        space = {
            "standardscaler": [StandardScaler(), MinMaxScaler(), None],
            "logisticregression__C": loguniform(1e-3, 1e3),
        }
        search = RandomSearchCV2(model, space, n_iter=9, random_state=0, cv=3)
        search.fit(X, y)
    study = to_optuna(search)
    with warnings.catch_warnings(), style_kept(backend):
        # the matplotlib backend says that it is experimental
        warnings.simplefilter("ignore")
        for name in (
            "plot_optimization_history",
            "plot_param_importances",
            "plot_slice",
            "plot_parallel_coordinate",
            "plot_intermediate_values",
            "plot_edf",
        ):
            assert getattr(drawn, name)(study) is not None
    if backend == "matplotlib":
        import matplotlib.pyplot as plt

        plt.close("all")


def test_in_a_storage(branches, tmp_path):
    url = f"sqlite:///{tmp_path / 'study.db'}"
    to_optuna(branches, storage=url, study_name="svc")
    study = optuna.load_study(study_name="svc", storage=url)
    before = to_optuna(branches)
    for trial, other in zip(study.trials, before.trials, strict=True):
        assert trial.params == other.params
        assert trial.distributions == other.distributions
        assert trial.value == other.value
        assert trial.intermediate_values == other.intermediate_values
        assert trial.user_attrs == other.user_attrs
    with pytest.raises(ValueError, match=r"study_name must be new.*'svc'"):
        to_optuna(branches, storage=url, study_name="svc")
    one = GridSearchCV2(SVC(), {"C": [1.0]}, cv=2).fit(X, y)
    more = to_optuna(one, storage=optuna.storages.RDBStorage(url), study_name="b")
    assert len(more.trials) == 1
    assert len(optuna.get_all_study_summaries(url)) == 2


def test_optuna_can_go_on(branches):
    study = to_optuna(branches)
    before = study.best_value

    def objective(trial):
        C = trial.suggest_float("C", 0.01, 100.0, log=True)
        return before + 1 + C

    study.sampler = optuna.samplers.TPESampler(seed=0)
    study.optimize(objective, n_trials=2)
    assert len(study.trials) == 10
    assert study.best_value > before


def test_failed_and_stopped_candidates():
    space = {"C": [1.0, -1.0, 1e-6, 10.0]}
    with pytest.warns(FitFailedWarning, match="fits failed"):
        search = GridSearchCV2(SVC(), space, racing=True, error_score=-9.0).fit(X, y)
    study = to_optuna(search)
    states = [trial.state.name for trial in study.trials]
    assert states == ["COMPLETE", "FAIL", "PRUNED", "COMPLETE"]
    assert study.trials[1].value is None
    assert study.trials[1].intermediate_values == {}
    assert study.trials[2].value is None
    given = len(search.stopped[1].results)
    assert 0 < len(study.trials[2].intermediate_values) == given < 5
    assert study.best_params == search.best_params_
    assert list(results_of(study).state) == list(results_of(search).state)


def test_several_metrics():
    search = GridSearchCV2(
        LogisticRegression(max_iter=1000),
        {"C": [1e-3, 1.0]},
        scoring=["accuracy", "neg_log_loss"],
        refit="neg_log_loss",
        cv=3,
    ).fit(X, y)
    study = to_optuna(search)
    table = search.cv_results_
    assert study.user_attrs["metric"] == "neg_log_loss"
    values = [trial.value for trial in study.trials]
    assert values == table["mean_test_neg_log_loss"].tolist()
    others = [trial.user_attrs["mean_test_accuracy"] for trial in study.trials]
    assert others == table["mean_test_accuracy"].tolist()
    assert "mean_test_neg_log_loss" not in study.trials[0].user_attrs


def test_the_distributions_of_a_random_search():
    space = {
        "max_depth": [None, 2, 5],
        "min_samples_leaf": randint(1, 20),
        "ccp_alpha": loguniform(1e-5, 1e-1),
        "min_impurity_decrease": uniform(0, 0.1),
        "min_weight_fraction_leaf": gamma(2, scale=0.01),
        "criterion": ("gini", "entropy"),
        "min_samples_split": IntDistribution(2, 32, log=True),
    }
    search = RandomSearchCV2(
        DecisionTreeClassifier(random_state=0), space, n_iter=6, random_state=0, cv=2
    ).fit(X, y)
    found = distributions(to_optuna(search))
    weights = found.pop("min_weight_fraction_leaf")
    assert found == {
        "max_depth": CategoricalDistribution([None, 2, 5]),
        "min_samples_leaf": IntDistribution(1, 19),
        "ccp_alpha": FloatDistribution(1e-5, 1e-1, log=True),
        "min_impurity_decrease": FloatDistribution(0.0, 0.1),
        "criterion": CategoricalDistribution(["gini", "entropy"]),
        "min_samples_split": IntDistribution(2, 32, log=True),
    }
    assert 0 <= weights.low < 0.001
    assert 0.1 < weights.high < 0.5
    del space["min_samples_split"]
    theirs = RandomizedSearchCV(
        DecisionTreeClassifier(random_state=0), space, n_iter=6, random_state=0, cv=2
    ).fit(X, y)
    del found["min_samples_split"]
    assert distributions(to_optuna(theirs)).items() >= found.items()


@pytest.mark.parametrize("Search", [GridSearchCV, GridSearchCV2])
def test_the_lists_of_a_grid(Search):
    grid = {
        "C": [0.1, 1.0, 10.0],
        "degree": np.array([2, 3, 4]),
        "shrinking": [True, False],
        "gamma": ["scale", 0.1],
    }
    search = Search(SVC(kernel="poly"), grid, cv=2).fit(X, y)
    assert distributions(to_optuna(search)) == {
        "C": FloatDistribution(0.1, 10.0, log=True),
        "degree": IntDistribution(2, 4),
        "shrinking": CategoricalDistribution([True, False]),
        "gamma": CategoricalDistribution(["scale", 0.1]),
    }


def test_without_a_space_the_values_decide(branches):
    grid = {"C": [0.1, 1.0, 10.0], "gamma": ["scale", 0.1], "max_iter": [-1, 10**6]}
    search = GridSearchCV2(SVC(), grid, cv=2).fit(X, y)
    assert distributions(to_optuna(search.cv_results_)) == {
        "C": FloatDistribution(0.1, 10.0, log=True),
        "gamma": CategoricalDistribution(["scale", 0.1]),
        "max_iter": IntDistribution(-1, 10**6),
    }
    tried = [params["C"] for params in branches.cv_results_["params"]]
    for source in (branches.cv_results_, branches.trials, to_frame(branches)):
        study = to_optuna(source)
        assert [trial.params for trial in study.trials] == [
            trial.params for trial in branches.trials
        ]
        assert distributions(study)["C"].low == min(tried)


def test_a_mixed_list_is_choices():
    space = {"max_depth": [None, randint(2, 9)], "min_samples_leaf": (1, 9)}
    model = DecisionTreeClassifier(random_state=0)
    search = BayesSearchCV(model, space, n_iter=6, random_state=0, cv=2).fit(X, y)
    study = to_optuna(search)
    tried = {trial.params["max_depth"] for trial in search.trials}
    assert set(distributions(study)["max_depth"].choices) == {None} | tried
    assert distributions(study)["min_samples_leaf"] == IntDistribution(1, 9)


def test_entries_of_a_dict_are_parameters():
    columns = ColumnTransformer([("a", StandardScaler(), [0, 1]), ("b", "drop", [2])])
    weights = {"columntransformer__transformer_weights": {"a": (0.1, 10.0)}}
    model = make_pipeline(columns, Ridge())
    search = BayesSearchCV(model, weights, n_iter=3, random_state=0, cv=2).fit(X, y)
    study = to_optuna(search)
    name = "columntransformer__transformer_weights['a']"
    assert distributions(study) == {name: FloatDistribution(0.1, 10.0)}
    key = "columntransformer__transformer_weights"
    for trial, ours in zip(study.trials, search.trials, strict=True):
        assert trial.params[name] == ours.params[key]["a"]


def test_objects_are_choices_by_their_text():
    model = make_pipeline(StandardScaler(), SVC())
    weights = [None, {0: 1, 1: 2, 2: 2}]
    space = {"standardscaler": [StandardScaler(), StandardScaler(with_mean=False)]}
    space |= {"svc__class_weight": weights, "svc__kernel": ["linear", _kernel]}
    search = GridSearchCV2(model, space, cv=2).fit(X, y)
    study = to_optuna(search)
    assert distributions(study) == {
        "standardscaler": CategoricalDistribution(
            ["StandardScaler()", "StandardScaler(with_mean=False)"]
        ),
        "svc__class_weight": CategoricalDistribution([None, "{0: 1, 1: 2, 2: 2}"]),
        "svc__kernel": CategoricalDistribution(["linear", f"{__name__}._kernel"]),
    }
    last = study.trials[-1].user_attrs
    assert last["param_standardscaler"] == "StandardScaler(with_mean=False)"
    assert last["param_svc__kernel"] == f"{__name__}._kernel"
    assert "param_svc__kernel" not in study.trials[0].user_attrs


def _kernel(A, B):
    return A @ B.T


def test_choices_that_optuna_takes_for_equal():
    values = [1, 1.0, True, "True", float("nan"), (1, 2), "x" * 100, ["y"] * 100]
    table = {
        "params": [{"a": value} for value in values],
        "mean_test_score": np.arange(8) / 8,
    }
    study = to_optuna(table)
    tried = [trial.params["a"] for trial in study.trials]
    assert tried[:6] == [1, "1.0", "True", "'True'", "nan", "(1, 2)"]
    assert tried[6] == "x" * 100
    assert len(tried[7]) == 80
    assert study.trials[7].user_attrs == {
        "candidate": 7,
        "member": "",
        "param_a": repr(["y"] * 100),
    }
    assert study.trials[7].intermediate_values == {}


def test_the_space_that_an_auto_search_has_written():
    search = AutoSearchCV(SVC(), n_iter=4, random_state=0, cv=2).fit(X, y)
    found = distributions(to_optuna(search))
    assert found["C"].log
    assert found["C"].high > 10 * max(trial.params["C"] for trial in search.trials)


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"search": 3}, TypeError, "search must be a fitted search"),
        ({"search": GridSearchCV2(SVC(), {})}, ValueError, "not fitted"),
        ({"storage": "study.db"}, ValueError, "storage must be a URL.*'study.db'"),
        ({"storage": 3}, TypeError, "storage must be a URL such as.*got 3"),
    ],
)
def test_bad_input(given, error, words, branches):
    with pytest.raises(error, match=words):
        to_optuna(**{"search": branches, **given})


def test_without_optuna(branches, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ImportError, match=r"to_optuna needs optuna.*pip install"):
        to_optuna(branches)


def test_draws_without_a_space_have_the_scale_on_which_they_are_uniform():
    rng = np.random.default_rng(0)
    params = [
        {"a": float(rng.uniform(1, 9)), "b": float(10 ** rng.uniform(-3, 3))}
        for _ in range(40)
    ]
    table = {"params": params, "mean_test_score": np.arange(40.0)}
    scales = {name: one.log for name, one in distributions(to_optuna(table)).items()}
    assert scales == {"a": False, "b": True}
