"""Every rule, on the cases of its file in `cases/`, against separate fits.

Those of ignored parameters are beside the claims, in `claims/`.
"""

import importlib
from collections import Counter

import numpy as np
import pytest

from sk_hpo import GridSearchCV2
from sk_hpo.registry import handled, variants
from sk_hpo.sharing.fitting import started_path
from tests.sharing.data import TASKS
from tests.sharing.equal import N_SPLITS, compare, searched


def names_in(room):
    return sorted(set(handled(f"sk_hpo.sharing.{room}").values()))


NAMES = [*names_in("rules"), *names_in("composites")]


def cases_of(name, folder="cases"):
    try:
        module = importlib.import_module(f"tests.sharing.{folder}.{name}")
    except ModuleNotFoundError:
        return []
    return getattr(module, "CASES", [])


def param(name, number, case, *, slow):
    marks = [pytest.mark.slow] if case.slow or slow else []
    return pytest.param(
        case, id=f"{name}-{number}-{type(case.estimator).__name__}", marks=marks
    )


ON_PATHS = [
    param(name, number, case, slow=number > 0)  # the first in the ordinary run
    for name in NAMES
    for number, case in enumerate(cases_of(name))
]
# Ignored parameters lie on no path that could be split.
IGNORED = [
    param(f"ignored-{name}", number, case, slow=number > 0)
    for name in variants("sk_hpo.sharing.ignored")
    for number, case in enumerate(cases_of(name, "claims"))
]
CASES = [*ON_PATHS, *IGNORED]
pytestmark = pytest.mark.filterwarnings("ignore")


def names_of(case):
    return [one for one in TASKS[case.task]() if not case.only or one in case.only]


def first_data(case):
    return TASKS[case.task]()[names_of(case)[0]]


def shares(search):
    results = [split for trial in search.trials for split in trial.results]
    return any(one.sharing is not None and one.sharing.by for one in results)


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_has_cases(name):
    module = importlib.import_module(f"tests.sharing.cases.{name}")
    if hasattr(module, "NEEDS"):  # an optional package
        pytest.importorskip(module.NEEDS)
    assert module.CASES


@pytest.mark.parametrize("name", names_in("rules"))
def test_only_what_is_equal_bit_for_bit_grows(name):
    """A search that suggests has no list that could fix what a path computes."""
    rule = importlib.import_module(f"sk_hpo.sharing.rules.{name}").rule
    assert not (rule.grows and rule.rounds)


# Rows that are laid out, or repeated, in another way. The code that reads them is the
# same for all cases of a rule.
LAYOUTS = {"column", "constants", "duplicates", "float32", "fortran", "wide"}


def on_data():
    """Each case with each data; the first ones in the ordinary run, the rest slow.

    What scorers see is looked at with the first data of each case; with each of the
    others in every second case of a rule. Those of `LAYOUTS` are for these alone.
    """
    so_far = Counter()
    for one in CASES:
        rule = one.id.split("-")[0]
        for number, name in enumerate(names_of(one.values[0])):
            marks = [pytest.mark.slow] if number or one.marks else []
            seen = not number or so_far[rule, name] % 2 == 0
            so_far[rule, name] += 1
            if not seen and name in LAYOUTS:
                continue
            yield pytest.param(
                one.values[0], name, seen, id=f"{one.id}-{name}", marks=marks
            )


@pytest.fixture
def given_up(monkeypatch):
    """The paths and methods whose results the estimators' own methods had to give."""
    found, raised, own = set(), set(), started_path._result

    def result(path, recorder, estimator, method, rows):
        name = type(path).__name__, method
        try:
            given = own(path, recorder, estimator, method, rows)
        except Exception:
            raised.add(name)  # the estimator's own method does too
            raise
        if method in path.per_rows.once(rows.get(), "failed", set):
            found.update({name} - raised)
        return given

    monkeypatch.setattr(started_path, "_result", result)
    return found


@pytest.mark.parametrize(("case", "name", "seen"), on_data())
def test_scores_and_what_scorers_see_are_those_of_separate_fits(
    case, name, seen, given_up
):
    X, y = TASKS[case.task]()[name]
    with_train = name in ("dense", "list")
    ours = compare(case, X, y, witnessed=seen, return_train_score=with_train)
    if name == "dense" and case.n_fits is not None:
        assert ours.n_fits == N_SPLITS * case.n_fits
    if name in ("dense", "list"):
        assert shares(ours)
        assert not given_up


def weighted():
    """Every case that takes weights; of the first ones, every third is not slow."""
    cases = [c for c in CASES if c.values[0].weights]
    first = [c.id for c in cases if not c.marks]
    for c in cases:
        slow = c.marks or c.id not in first[::3]
        yield pytest.param(*c.values, id=c.id, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("case", weighted())
def test_with_sample_weights(case):
    X, y = first_data(case)
    weights = np.random.default_rng(0).integers(0, 4, len(y)).astype(float)
    compare(case, X, y, fit_params={"sample_weight": weights})


@pytest.mark.parametrize("case", ON_PATHS)
def test_however_the_candidates_are_split(case, monkeypatch):
    from sk_hpo.engine.backlog import Backlog

    """That the whole has scikit-learn's scores is tested above, on the same data."""
    X, y = first_data(case)
    whole, told = searched(GridSearchCV2, case, X, y)
    monkeypatch.setattr(Backlog, "_pop_group", _one_atom)
    parts, told_of_parts = searched(GridSearchCV2, case, X, y)
    assert told_of_parts == told
    for name, column in whole.cv_results_.items():
        if name.startswith("split"):
            np.testing.assert_array_equal(column, parts.cv_results_[name])


def _one_atom(self):
    """Give a worker as little of a group as may be."""
    work = self._works.popleft()
    cut = next((k for k, u in enumerate(work.units) if k and not u.joined), None)
    if cut is None:
        return work.units
    self._works.append(type(work)(work.units[cut:], work.group))
    return work.units[:cut]
