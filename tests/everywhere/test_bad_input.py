"""What can't be used is refused by name, before anything is fitted."""

import re

import numpy as np
import pytest
from scipy.stats import loguniform, norm, uniform
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import AutoSearchCV, BayesSearchCV, GradSearchCV
from tests.everywhere.searches import short, suggesting

X, y = load_iris(return_X_y=True)
C = {"C": (1e-2, 1e2, "log-uniform")}


class Unknown(LogisticRegression):
    """A subclass, which has no exact gradient: every point is fitted."""


class NeverFitted(LogisticRegression):
    def fit(self, X, y, sample_weight=None):
        raise AssertionError("a fit was started")


def refusal(search, X=X, y=y, **params):
    """The error's own text, with the notes that were added to it."""
    with pytest.raises((ValueError, TypeError)) as caught:
        search.fit(X, y, **params)
    return "\n".join([str(caught.value), *getattr(caught.value, "__notes__", [])])


# --- settings

SETTINGS = {
    "n_iter": [0, -1, 2.5, "10", None],
    "n_points": [0, -1, 1.5, "2", None],
    "cv": [1, 2.5, "five"],
    "refit": [3.5, ["accuracy"]],
    "scoring": ["acuracy", 3],
    "n_jobs": [1.5, "all"],
    "random_state": [-1, "seed", 1.5],
    "error_score": ["ignore", None],
    "return_train_score": ["yes", None],
    "share_fits": ["yes", None],
    "verbose": ["loud", -1],
    "callback": [3, "print"],
    "initial_points": [3, {"C": 1.0}, ({"C": 1.0},), "current"],
    "prior_results": [3, [{"C": 1.0}], [], {"C": 1.0}, LogisticRegression()],
    "search_spaces": [3, None, "auto", (), {"C"}],
}
# by AutoSearchCV alone
ACCEPTED = [("n_iter", None), ("search_spaces", "auto")]
CASES = [(name, value) for name, values in SETTINGS.items() for value in values]


@suggesting
@pytest.mark.parametrize(("name", "value"), CASES)
def test_settings(Search, name, value):
    if Search is AutoSearchCV and (name, value) in ACCEPTED:
        pytest.skip("it accepts this")
    search = Search(NeverFitted(), C, **short(Search)).set_params(**{name: value})
    # scikit-learn's splitters say what a number of splits must be
    named = "n_splits" if (name, value) == ("cv", 1) else name
    assert named in refusal(search)


@suggesting
def test_settings_are_not_looked_at_before_fit(Search):
    search = Search("no estimator", "no space", n_iter=-1, scoring=3)
    assert search.n_iter == -1


# --- spaces

SPACES = {
    "reversed": ({"C": (10.0, 0.1)}, "'C'"),
    "reversed log": ({"C": (10.0, 0.1, "log-uniform")}, "'C'"),
    "reversed int": ({"max_iter": (200, 100)}, "'max_iter'"),
    "log from 0": ({"C": (0.0, 1.0, "log-uniform")}, "'C'"),
    "log from below 0": ({"C": (-1.0, 1.0, "log-uniform")}, "'C'"),
    "log int from 0": ({"max_iter": (0, 100, "log-uniform")}, "'max_iter'"),
    "infinite": ({"C": (0.1, np.inf)}, "'C'"),
    "nan": ({"C": (np.nan, 1.0)}, "'C'"),
    "unknown prior": ({"C": (0.1, 1.0, "loguniform")}, "'C'"),
    "no choices": ({"C": []}, "'C'"),
    "no choices of an array": ({"C": np.array([])}, "'C'"),
    "a number": ({"C": 1.0}, "'C'"),
    "text": ({"solver": "lbfgs"}, "'solver'"),
    "None": ({"C": None}, "'C'"),
    "a dict": ({"C": {"low": 0.1}}, "'C'"),
    "a set": ({"C": {0.1, 1.0}}, "'C'"),
    "not frozen": ({"C": loguniform}, "'C'"),
    "a name that is no text": ({1: (0.1, 1.0)}, "1"),
    "second of two dicts": ([C, {"C": (10.0, 0.1)}], "'C'"),
    "no candidates of a dict": ([(C, 0)], "0"),
    "half a candidate": ([(C, 2.5)], "2.5"),
    "some dicts with numbers": ([(C, 2), C], "search_spaces|search space"),
}


@suggesting
@pytest.mark.parametrize("case", SPACES)
def test_spaces(Search, case):
    space, named = SPACES[case]
    text = refusal(Search(NeverFitted(), space, **short(Search)))
    assert any(part in text for part in named.split("|"))
    assert len(text) > 30  # it says what is accepted


NO_DICT = {
    "a number": (
        NeverFitted(),
        {"C": {"low": (0.1, 1.0), "high": [2.0]}},
        "parameter 'C' of NeverFitted is not a dict.*'high', 'low'.*write .low, high.",
    ),
    "a number of a step": (
        make_pipeline(StandardScaler(), NeverFitted()),
        {"neverfitted__C": {"a": [1.0]}},
        "'neverfitted__C' of NeverFitted is not a dict",
    ),
    "a choice": (
        NeverFitted(),
        [C, {"solver": {"lbfgs": [True, False]}}],
        "'solver' of NeverFitted is not a dict",
    ),
    "a step": (
        make_pipeline(StandardScaler(), NeverFitted()),
        {"neverfitted": {"C": (0.1, 1.0)}},
        "'neverfitted' of Pipeline is not a dict.*such as 'neverfitted__C'",
    ),
}


@suggesting
@pytest.mark.parametrize("case", NO_DICT)
def test_entries_of_what_is_no_dict(Search, case):
    model, space, words = NO_DICT[case]
    assert re.search(words, refusal(Search(model, space, **short(Search))))


@suggesting
def test_entries_of_what_may_be_a_dict(Search):
    class Undeclared(LogisticRegression):
        _parameter_constraints = {}  # noqa: RUF012

    weights = {"class_weight": {0: [1.0], 1: [2.0], 2: [1.0]}}
    settings = {**short(Search, 2), "cv": 2}
    for model in (LogisticRegression(max_iter=500), Undeclared(max_iter=500)):
        search = Search(model, {**weights, **C}, **settings).fit(X, y)
        assert search.best_params_["class_weight"] == {0: 1.0, 1: 2.0, 2: 1.0}
    # a step that is searched may be anything
    model = make_pipeline(StandardScaler(), DecisionTreeClassifier(random_state=0))
    space = {
        "decisiontreeclassifier": [LogisticRegression(max_iter=500)],
        "decisiontreeclassifier__class_weight": weights["class_weight"],
        "decisiontreeclassifier__C": C["C"],
    }
    assert Search(model, space, **settings).fit(X, y).best_score_ > 0.9


@suggesting
@pytest.mark.parametrize("space", [{}, [], [{}], [{}, C], [({}, 3)]], ids=str)
def test_empty_spaces(Search, space):
    text = refusal(Search(NeverFitted(), space, **short(Search)))
    assert "empty" in text or "without parameters" in text


@suggesting
def test_infinite_distributions_have_their_quantiles(Search):
    """No bad input: a normal distribution is a prior like others."""
    model = make_pipeline(StandardScaler(), LogisticRegression())
    space = {"logisticregression__tol": norm(5, 1)}
    search = Search(model, space, cv=2, **short(Search)).fit(X, y)
    tried = [p["logisticregression__tol"] for p in search.cv_results_["params"]]
    assert np.isfinite(tried).all()


# --- names


@suggesting
@pytest.mark.parametrize(
    ("model", "given", "nearest"),
    [
        (NeverFitted(), "max_itr", "max_iter"),
        (NeverFitted(), "c", "C"),
        (
            make_pipeline(StandardScaler(), NeverFitted()),
            "neverfitted__max_itre",
            "neverfitted__max_iter",
        ),
        (
            make_pipeline(StandardScaler(), NeverFitted()),
            "standardscalar__with_mean",
            "standardscaler__with_mean",
        ),
    ],
)
def test_unknown_names(Search, model, given, nearest):
    text = refusal(Search(model, {given: [1, 2]}, **short(Search)))
    assert f"'{given}'" in text
    assert f"'{nearest}'" in text
    assert type(model).__name__ in text


@suggesting
def test_an_unknown_name_in_one_of_several_dicts(Search):
    text = refusal(Search(NeverFitted(), [C, {"CC": [1.0, 2.0]}], **short(Search)))
    assert "'CC'" in text


@suggesting
def test_a_name_of_one_alternative_only_is_known_there(Search):
    """A parameter of a step that another dict puts there is a right one."""
    pipe = make_pipeline(StandardScaler(), LogisticRegression())
    tree = DecisionTreeClassifier(random_state=0)
    space = {"logisticregression": [tree], "logisticregression__max_depth": (1, 3)}
    search = Search(pipe, space, cv=2, **short(Search)).fit(X, y)
    assert 1 <= search.best_params_["logisticregression__max_depth"] <= 3


# --- what to begin with


@suggesting
@pytest.mark.parametrize("point", [3, "C", [("C", 1.0)], None])
def test_initial_points_that_are_no_dicts(Search, point):
    search = Search(NeverFitted(), C, initial_points=[point], **short(Search))
    assert "initial_points" in refusal(search)


@suggesting
def test_initial_points_of_other_names(Search):
    points = [{"C": 1.0}, {"tol": 1e-3}]
    search = Search(NeverFitted(), C, initial_points=points, **short(Search))
    text = refusal(search)
    assert "initial_points" in text
    assert "'tol'" in text


@suggesting
def test_initial_points_outside_a_range_go_to_its_bound_with_a_warning(Search):
    search = Search(Unknown(max_iter=5000), C, cv=2, n_iter=3)
    points = [{"C": 1e9}, {"C": 1.0}]
    search.set_params(initial_points=points, scoring="accuracy", random_state=0)
    with pytest.warns(
        UserWarning, match=r"C=1000000000.0 is not in the space, so 100.0"
    ):
        search.fit(X, y)
    tried = [params["C"] for params in search.cv_results_["params"]]
    assert 100.0 in tried
    assert all(1e-2 <= c <= 1e2 for c in tried)


@suggesting
def test_initial_points_of_two_alternatives(Search):
    spaces = [{"kernel": ["linear"], "C": (0.1, 1.0)}, {"kernel": ["rbf"]}]
    points = [{"kernel": "rbf", "C": 0.5}]
    search = Search(SVC(), spaces, cv=2, n_iter=1, initial_points=points)
    with pytest.warns(UserWarning, match="initial_points"):
        search.fit(X, y)
    assert set(search.cv_results_["params"][0]) <= {"kernel", "C"}


@suggesting
def test_a_search_is_not_its_own_prior(Search):
    space = {"max_depth": (1, 5)}
    search = Search(DecisionTreeClassifier(), space, **short(Search)).fit(X, y)
    best = search.best_score_
    search.set_params(prior_results=search)
    with pytest.raises(ValueError, match=r"prior_results is this search itself"):
        search.fit(X, y)
    assert search.best_score_ == best  # what was known is not lost by an error


@suggesting
def test_a_callback_that_is_given_to_fit(Search):
    search = Search(LogisticRegression(), C, **short(Search))
    with pytest.raises(TypeError, match=r"callback is an argument of the search"):
        search.fit(X, y, callback=lambda result: None)
    pipeline = Search(
        make_pipeline(LogisticRegression()),
        {"logisticregression__C": (0.1, 1.0)},
        **short(Search),
    )
    with pytest.raises(TypeError, match=r"callback is an argument of the search"):
        pipeline.fit(X, y, callback=lambda result: None)


@suggesting
@pytest.mark.parametrize("values", [[1e-2, 1e2, "log-uniform"], [1, 9, "uniform"]])
def test_a_list_that_is_meant_as_a_range(Search, values):
    search = Search(NeverFitted(), {"C": values}, **short(Search))
    message = refusal(search)
    assert "'C'" in message
    assert "tuple" in message


@suggesting
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("C", "logisticregression__C"),
        ("LogisticRegression__C", "logisticregression__C"),
        ("logisticregression__c", "logisticregression__C"),
        ("svc__C", "logisticregression__C"),
    ],
)
def test_the_nearest_name_in_a_pipeline(Search, name, meant):
    model = make_pipeline(StandardScaler(), LogisticRegression())
    search = Search(model, {name: (0.1, 1.0)}, **short(Search))
    with pytest.raises(ValueError, match=f"nearest valid names?: '{meant}'"):
        search.fit(X, y)


@suggesting
def test_prior_results_of_a_search_that_is_not_fitted(Search):
    earlier = GridSearchCV(LogisticRegression(), {"C": [1.0]})
    search = Search(NeverFitted(), C, prior_results=earlier, **short(Search))
    assert "prior_results" in refusal(search)


@suggesting
def test_prior_results_without_scores(Search):
    table = {"params": [{"C": 1.0}], "mean_fit_time": [0.1]}
    search = Search(NeverFitted(), C, prior_results=table, **short(Search))
    assert "prior_results" in refusal(search)


@suggesting
@pytest.mark.parametrize(
    "table",
    [
        {"params": [{"C": 1.0}], "mean_test_score": []},
        {"params": [{"C": 1.0}], "mean_test_score": ["high"]},
        {"params": [{"C": 1.0}], "mean_test_score": [None]},
        {"params": [{"C": 1.0}], "mean_test_score": 0.5},
        {"params": [3], "mean_test_score": [0.5]},
        {"params": 3, "mean_test_score": [0.5]},
        {"params": [], 3: []},
    ],
)
def test_prior_results_that_are_no_table(Search, table):
    search = Search(NeverFitted(), C, prior_results=table, **short(Search))
    assert "prior_results" in refusal(search)


@suggesting
def test_prior_results_of_another_space(Search):
    """Told, not refused: a wider space searched before is of use."""
    table = {"params": [{"C": 1.0}, {"C": 1e5}], "mean_test_score": [0.9, 0.8]}
    model = Unknown(max_iter=5000)
    search = Search(model, C, prior_results=table, cv=2, **short(Search))
    with pytest.warns(UserWarning, match="1 of the 2 prior_results"):
        search.fit(X, y)
    assert len(search.cv_results_["params"]) == 4


# --- metrics


@suggesting
@pytest.mark.parametrize("refit", [True, "f1", "accuracy_score"])
def test_refit_that_names_no_metric(Search, refit):
    search = Search(NeverFitted(), C, scoring=["accuracy", "f1_macro"], refit=refit)
    assert "refit" in refusal(search.set_params(**short(Search)))


@suggesting
@pytest.mark.parametrize(
    "scoring",
    [[], {}, ["accuracy", "accuracy"], ["accuracy", "acuracy"], [3], {"a": 3}],
    ids=str,
)
def test_lists_of_metrics(Search, scoring):
    search = Search(NeverFitted(), C, scoring=scoring, refit=False, **short(Search))
    text = refusal(search)
    # of an empty dict scikit-learn says no more than that
    assert "scor" in text.lower() or text.startswith("An empty dict was passed")


@suggesting
def test_a_refit_that_returns_no_row(Search):
    search = Search(LogisticRegression(max_iter=5000), C, cv=2, **short(Search))
    search.set_params(refit=lambda table: "the best")
    with pytest.raises(TypeError, match="best_index_"):
        search.fit(X, y)
    with pytest.raises(IndexError, match="best_index_"):
        search.set_params(refit=lambda table: 1000).fit(X, y)


# --- data


@suggesting
def test_x_and_y_of_different_lengths(Search):
    text = refusal(Search(NeverFitted(), C, **short(Search)), X, y[:-1])
    assert "inconsistent numbers of samples: [150, 149]" in text


@suggesting
def test_weights_of_another_length(Search):
    search = Search(LogisticRegression(), C, cv=2, **short(Search))
    with pytest.raises((ValueError, IndexError)):
        search.fit(X, y, sample_weight=np.ones(149))


@suggesting
@pytest.mark.parametrize("empty", [np.empty((0, 4)), [], np.empty((0, 0))], ids=str)
def test_no_rows(Search, empty):
    text = refusal(Search(NeverFitted(), C, **short(Search)), empty, y[:0])
    assert "n_samples=0" in text or "0 sample" in text


@suggesting
def test_more_splits_than_rows(Search):
    search = Search(NeverFitted(), C, cv=5, **short(Search))
    assert "n_splits=5" in refusal(search, X[:3], y[:3])


@suggesting
def test_an_empty_list_of_splits(Search):
    search = Search(NeverFitted(), C, cv=[], **short(Search))
    assert "Was the CV iterator empty?" in refusal(search)


@suggesting
def test_no_y(Search):
    search = Search(LogisticRegression(), C, **short(Search))
    assert "requires y to be passed" in refusal(search, X, None)


@suggesting
def test_no_estimator(Search):
    search = Search("svc", C, **short(Search))
    with pytest.raises((ValueError, TypeError), match="estimator"):
        search.fit(X, y)


# scikit-learn 1.6 says so before it refuses it
@pytest.mark.filterwarnings("ignore:passing a class:FutureWarning")
@suggesting
def test_the_class_instead_of_an_instance(Search):
    """Each scikit-learn has its own words for it."""
    with pytest.raises((ValueError, TypeError)) as theirs:
        GridSearchCV(LogisticRegression, {"C": [1.0]}).fit(X, y)
    caught = refusal(Search(LogisticRegression, C, **short(Search)))
    assert caught.replace(Search.__name__, "GridSearchCV") == str(theirs.value)


def test_a_uniform_that_leaves_the_models_own_range():
    """The estimator's word on its values: fits that fail, told once.

    GradSearchCV, which would go there again and again, refuses it.
    """
    space, model = {"C": uniform(-1, 2)}, LogisticRegression(max_iter=5000)
    caught = refusal(GradSearchCV(model, space, cv=2))
    assert "-1 is not a valid value" in caught
    search = BayesSearchCV(model, space, cv=2, **short(BayesSearchCV, 8))
    with pytest.warns() as caught:
        search.fit(X, y)
    told = [w for w in caught if "'C' parameter" in str(w.message)]
    assert len(told) == 1
    assert search.best_params_["C"] > 0
