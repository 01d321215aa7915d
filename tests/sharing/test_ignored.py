"""What is said to be ignored is: separate fits differ in nothing that can be seen."""

import warnings

import numpy as np
import pytest
import scipy.sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import GridSearchCV, ParameterGrid
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from sk_hpo import GridSearchCV2
from sk_hpo.registry import handled
from sk_hpo.sharing.for_rules.fitting import fit
from sk_hpo.sharing.idle import IdleIn
from sk_hpo.sharing.recipe import Recipe
from tests.sharing.data import TASKS
from tests.sharing.equal import ANSWERS
from tests.sharing.test_rules import cases_of

NAMES = sorted(set(handled("sk_hpo.sharing.ignored").values()))
CASES = [
    pytest.param(case, id=f"{name}-{number}-{type(case.estimator).__name__}")
    for name in NAMES
    for number, case in enumerate(cases_of(name))
]
# They draw a seed from the global state, and have no use for it.
SEEDED_IN_VAIN = (
    *(
        "SVC",
        "NuSV",
        "SVR",
        "LinearSVC",
        "LinearSVR",
        "LogisticRegression",
        "SGD",
        "Hist",
    ),
    *("Lasso", "ElasticNet", "MultiTask"),
)
pytestmark = pytest.mark.filterwarnings("ignore")


def recipes(case):
    """Of the estimators that the case is about: of a pipeline, the first step."""
    for params in ParameterGrid(case.grid):
        recipe = Recipe(case.estimator, params)
        if isinstance(case.estimator, Pipeline):
            recipe = recipe.steps("steps")[0][1]
        yield recipe


def data_of(case):
    for name, (X, y) in TASKS[case.task]().items():
        if name in (case.only or ("dense", "two classes", "sparse", "list")):
            yield X, y


def outcome(estimator, X, y):
    """What is seen of a fit: attributes, answers, warnings; or the error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            fitted = fit(estimator, X, y, {})
        except Exception as error:  # noqa: BLE001  compared
            return repr(error)
    answers = {}
    for name in ANSWERS:
        if hasattr(fitted, name):
            try:
                answers[name] = getattr(fitted, name)(X)
            except Exception as error:  # noqa: BLE001  compared
                answers[name] = repr(error)
    told = {(w.category, str(w.message)) for w in caught}
    return public(fitted), answers, told


def public(fitted):
    return {k: v for k, v in vars(fitted).items() if k.endswith("_") and k[0] != "_"}


def assert_same(one, other, where=""):
    assert type(one) is type(other), where
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            assert_same(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), where
        for number, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{where}[{number}]")
    elif isinstance(one, BaseEstimator):
        assert_same(vars(one), vars(other), where)
    elif scipy.sparse.issparse(one):
        np.testing.assert_array_equal(one.toarray(), other.toarray(), err_msg=where)
    elif isinstance(one, np.ndarray) and one.dtype != object:
        np.testing.assert_array_equal(one, other, err_msg=where)
    elif isinstance(one, np.ndarray):
        assert_same(one.ravel().tolist(), other.ravel().tolist(), where)
    elif isinstance(one, (int, float, str, bool, np.generic, set)):
        assert one == other or one != one, where


@pytest.mark.parametrize("case", CASES)
def test_settings_that_differ_in_ignored_parameters_fit_the_same(case):
    families = {}
    for recipe in recipes(case):
        if recipe.unknown is None:
            families.setdefault(recipe.token, {})[recipe.exact] = recipe
    for X, y in data_of(case):
        for family in families.values():
            first, *others = _valid(
                outcome(one.make(), X, y) for one in family.values()
            )
            for other in others:
                assert_same(other, first)


def _valid(outcomes):
    """Those whose parameters scikit-learn accepts; the others tell what they are."""
    found = [one for one in outcomes if "InvalidParameterError" not in one]
    return found or [None]


@pytest.mark.parametrize("case", CASES)
def test_no_random_number_is_used_where_none_is_said_to_be(case):
    for recipe in recipes(case):
        kind = type(recipe.template).__name__
        if recipe.unknown is not None or "random_state" not in recipe.own:
            continue
        for X, y in data_of(case):
            unseeded = Recipe(recipe.make(), {"random_state": None})
            if unseeded.unknown is not None or unseeded.draws(X):
                continue
            np.random.seed(0)  # noqa: NPY002  the global state is what this is about
            before = np.random.get_state()[1:3]  # noqa: NPY002
            first = outcome(unseeded.make(), X, y)
            after = np.random.get_state()[1:3]  # noqa: NPY002
            assert_same(outcome(unseeded.make(), X, y), first)
            if "random_state" in recipe.ignored:
                seeded = Recipe(recipe.make(), {"random_state": 7})
                assert_same(outcome(seeded.make(), X, y), first)
            if not kind.startswith(SEEDED_IN_VAIN):
                assert_same(after, before)


def test_a_bad_value_that_is_ignored_fails_as_it_does_alone():
    X, y = TASKS["classification"]()["dense"]
    grid = {"kernel": ["linear"], "degree": [-1, 2, 3, -2]}
    theirs = GridSearchCV(SVC(), grid, cv=3).fit(X, y)
    ours = GridSearchCV2(SVC(), grid, cv=3).fit(X, y)
    expected, scores = (s.cv_results_["mean_test_score"] for s in (theirs, ours))
    np.testing.assert_array_equal(scores, expected)
    assert np.isnan(scores).tolist() == [True, False, False, True]


class Plain:
    """A step without parameters, as users write them."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X


class Sets(BaseEstimator):
    """Sets what its part ignored."""

    def __init__(self, estimator=None):
        self.estimator = estimator


@pytest.mark.parametrize(
    ("owner", "params", "names"),
    [
        ("model", {"model__kernel": "rbf", "model__degree": 2}, {"model__degree"}),
        ("model", {"model__kernel": "poly", "model__degree": 2}, set()),
        ("model", {"model": LinearSVC(), "model__C": 2.0}, set()),
        (
            "model",
            {"model": SVC(kernel="linear"), "model__gamma": 2.0},
            {"model__gamma"},
        ),
        ("model", {"scale": "passthrough", "model__coef0": 0.5}, {"model__coef0"}),
        (
            "model__estimator",
            {"model": OneVsRestClassifier(SVC()), "model__estimator__degree": 2},
            {"model__estimator__degree"},
        ),
        # what they set on it is not known
        (
            "model__estimator",
            {"model": Sets(SVC()), "model__estimator__degree": 2},
            set(),
        ),
        (
            "model__estimator",
            {
                "model": GridSearchCV(SVC(), {"kernel": ["poly"]}),
                "model__estimator__degree": 2,
            },
            set(),
        ),
        # what the fit of such a candidate refuses
        ("model", {"model": 3, "model__degree": 2}, set()),
        ("model", {"model__degree": -1}, set()),
        ("model", {"model": SGDClassifier(), "model__power_t": None}, set()),
        ("none", {"none__degree": 2}, set()),
        ("scale", {"scale": Plain(), "scale__degree": 2}, set()),
    ],
)
def test_an_owners_parameters_that_are_idle(owner, params, names):
    estimator = Pipeline([("scale", StandardScaler()), ("model", SVC())])
    assert IdleIn(estimator)(params, owner) == names


@pytest.mark.parametrize("nested", [False, True])
def test_a_search_may_set_what_makes_a_parameter_count(nested):
    X, y = TASKS["classification"]()["dense"]
    estimator = GridSearchCV(SVC(), {"kernel": ["poly"]}, cv=2)
    grid = {"estimator__degree": [1, 2, 8]}
    if nested:
        estimator = Pipeline([("scale", StandardScaler()), ("model", estimator)])
        grid = {f"model__{name}": values for name, values in grid.items()}
    theirs = GridSearchCV(estimator, grid, cv=2).fit(X, y)
    ours = GridSearchCV2(estimator, grid, cv=2).fit(X, y)
    expected, scores = (s.cv_results_["mean_test_score"] for s in (theirs, ours))
    np.testing.assert_array_equal(scores, expected)
    assert len(set(expected)) > 1
