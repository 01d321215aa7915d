"""What `ignored/` claims: each name is varied where it is ignored, and where it is not.

`claims/` has a file for each of `ignored/`, whose settings have to reach each name that
the file ignores in any setting that scikit-learn accepts.
"""

import importlib
from inspect import signature
from itertools import islice

import numpy as np
import pytest
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.linear_model import Ridge
from sklearn.model_selection import ParameterGrid
from sklearn.utils import all_estimators

from sk_hpo.registry import variants
from sk_hpo.sharing.identity.draws import draws
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.ignored_registry import NOTHING, Ignores, ignored_by
from sk_hpo.sharing.identity.repeatable import varies
from sk_hpo.sharing.rule_helpers.equivalent import take_over
from tests.sharing.data import TASKS
from tests.sharing.sight import assert_same, outcome, public, results
from tests.sklearn_private import Interval, Options, make_constraint

FILES = variants("sk_hpo.sharing.ignored")
pytestmark = pytest.mark.filterwarnings("ignore")


def claims_of(name):
    return importlib.import_module(f"tests.sharing.claims.{name}").CLAIMS


# Of each file, every third in the ordinary run.
CLAIMS = [
    pytest.param(
        claim,
        id=f"{name}-{number}-{type(claim.estimator).__name__}",
        marks=[pytest.mark.slow] if number % 3 else [],
    )
    for name in FILES
    for number, claim in enumerate(claims_of(name))
]
WITH_VALUES = [one for one in CLAIMS if one.values[0].values]


def data_of(claim):
    if callable(claim.data):
        return claim.data()
    return TASKS[claim.task]()[claim.data]


def settings_of(claim):
    first = {name: values[0] for name, values in claim.values.items()}
    for setting in ParameterGrid(claim.switches):
        yield first | setting


def varied(claim, setting, name):
    """The setting with the other value of a parameter."""
    one, other = claim.values[name]
    return setting | {name: other if _equal(setting[name], one) else one}


def _equal(one, other):
    return type(one) is type(other) and one == other


# None of the values of random_state in claims: fits from equal seeds are equal.
SEEDS = 10, 11


def after_seed(seed, estimator, X, y):
    np.random.seed(seed)  # noqa: NPY002  the global state is what some tests are about
    return outcome(estimator, X, y)


class Sights:
    """What is seen of the fits of a claim, each fitted once."""

    def __init__(self, claim):
        self.claim = claim
        self.X, self.y = data_of(claim)
        self.seen = {}

    def recipe(self, setting):
        return Recipe(self.claim.estimator, setting)

    def of(self, setting):
        recipe = self.recipe(setting)
        if recipe.exact not in self.seen:
            estimator = recipe.make()
            sight = after_seed(SEEDS[0], estimator, self.X, self.y)
            self.seen[recipe.exact] = estimator, sight
        return self.seen[recipe.exact]

    def shared(self, setting, other):
        """What is seen of one setting that is given what the other was fitted to."""
        fitted, sight = self.of(other)
        equivalent = self.recipe(setting).make()
        take_over(fitted, equivalent)
        return public(equivalent), results(equivalent, self.X, self.y), sight[2]

    def differ(self, setting, other):
        try:
            assert_same(self.of(setting)[1], self.of(other)[1])
        except AssertionError:
            return True
        return False


@pytest.fixture(scope="module")
def sights_of():
    """The sights of a claim, which the next two tests have in common."""
    found = {}

    def of(claim):
        if id(claim) not in found:
            found[id(claim)] = Sights(claim)
        return found[id(claim)]

    return of


@pytest.mark.parametrize("claim", WITH_VALUES)
def test_each_name_is_varied_where_it_is_ignored_and_where_it_is_used(claim, sights_of):
    sights = sights_of(claim)
    ignored, used = set(), set()
    for setting in settings_of(claim):
        recipe = sights.recipe(setting)
        named = recipe.ignored & recipe.own.keys()
        for name in sorted(named | claim.values.keys()):
            assert name in claim.values, f"{name} is ignored, and has no values here"
            other = varied(claim, setting, name)
            if name in recipe.ignored:
                assert sights.recipe(other).token == recipe.token
                if is_valid(sights, setting, other):
                    ignored.add(name)
                    expected = sights.of(other)[1]
                    assert_same(sights.shared(other, setting), expected, f"{setting}")
                continue
            assert sights.recipe(other).token != recipe.token
            if name not in used and sights.differ(setting, other):
                used.add(name)
    # else the settings here would not tell whether a claim is wrong
    assert ignored == claim.values.keys()
    assert used | {*claim.never} == claim.values.keys()


def is_valid(sights, *settings):
    return all(len(sights.of(one)[1]) == 3 for one in settings)


def seeds_of(claim):
    """Settings that are fitted without a seed of their own, and those as they are."""
    for setting in settings_of(claim):
        yield setting
        if "random_state" in claim.estimator.get_params(deep=False):
            yield setting | {"random_state": None}


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_global_seed_tells_on_no_fit_that_is_said_not_to_draw(claim, sights_of):
    sights = sights_of(claim)
    X, y = sights.X, sights.y
    n_compared = 0
    for setting in seeds_of(claim):
        recipe = Recipe(claim.estimator, setting)
        if recipe.unknown is None and not draws(recipe, X):
            n_compared += 1
            second = after_seed(SEEDS[1], recipe.make(), X, y)
            assert_same(sights.of(setting)[1], second, f"{setting}")
    assert n_compared or claim.draws is not None


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.values[0].draws is not None])
def test_a_fit_that_is_said_to_draw_does(claim):
    X, y = data_of(claim)
    recipe = Recipe(claim.estimator, {"random_state": None, **claim.draws})
    assert recipe.unknown is None or varies(type(claim.estimator), recipe.own)
    assert draws(recipe, X)
    with pytest.raises(AssertionError):
        assert_same(*(after_seed(seed, recipe.make(), X, y) for seed in SEEDS))


def classes_with_an_entry():
    """The file and the name of each class of scikit-learn that has an entry."""
    for file, module in FILES.items():
        for entry in vars(module).values():
            if isinstance(entry, Ignores):
                yield from ((file, kind) for kind in entry.classes)


OPTIONAL = ("lightgbm", "xgboost")
KINDS = dict(all_estimators())


# Most names are ignored in one of the first settings.
@pytest.mark.parametrize("n", [500, pytest.param(3000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("file", "name"), [one for one in classes_with_an_entry() if one[0] not in OPTIONAL]
)
def test_the_claims_reach_every_name_that_is_ignored_in_any_setting(file, name, n):
    kind = KINDS[name]
    mine = [c for c in claims_of(file) if type(c.estimator) is kind]
    assert mine
    family = ignored_by(kind)
    assert name in family.classes
    found = set()
    for setting in islice(any_settings(kind), n):
        found |= family.names(setting) & setting.keys()
    assert found == {name for claim in mine for name in claim.values}
    assert family.draws is None or any(c.draws is not None for c in mine)


def test_a_class_has_one_entry():
    found = list(classes_with_an_entry())
    assert len(found) == len(set(found))


def test_a_subclass_has_no_entry():
    assert ignored_by(type("Ridge", (Ridge,), {})) is NOTHING


def any_settings(kind):
    """Settings of all that scikit-learn accepts, drawn at random."""
    rng = np.random.default_rng(0)
    defaults = {n: p.default for n, p in signature(kind).parameters.items()}
    choices = {
        name: [default, *accepted(kind._parameter_constraints.get(name, []))]
        for name, default in defaults.items()
    }
    while True:
        yield {name: some[rng.integers(len(some))] for name, some in choices.items()}


def accepted(constraints):
    """Values of a parameter: all of its words, truth values, None, and some numbers."""
    for one in [] if constraints == "no_validation" else constraints:
        if one is None:
            yield None
        elif one == "boolean":
            yield from (True, False)
        elif isinstance(make_constraint(one), Options):
            yield from make_constraint(one).options
        elif isinstance(one, Interval):
            some = (one.left, one.right, 0.5, 2)
            yield from (v for v in some if v is not None and v in one)
