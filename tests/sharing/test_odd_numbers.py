"""True for 1, and numbers of numpy's smaller types, where a rule takes numbers."""

import importlib

import numpy as np
import pytest

from sk_hpo.sharing.rule import rule_for
from tests.sharing.equal import compare
from tests.sharing.test_rules import cases_of, first_data, names_in

pytestmark = pytest.mark.filterwarnings("ignore")


def small(value):
    if type(value) is int and 0 <= value < 256:
        return np.uint8(value)
    return np.float32(value) if type(value) is float else value


def with_true(values):
    numbers = any(type(value) in (int, float) for value in values)
    return [True, *values] if numbers else values


def with_small(values):
    return [small(value) for value in values]


def along(name):
    """Cases with numbers among the parameters along which a rule shares."""
    names = importlib.import_module(f"sk_hpo.sharing.rules.{name}").rule.along
    for case in cases_of(name):
        if isinstance(case.grid, dict) and rule_for(case.estimator) is not None:
            values = [v for key in names for v in case.grid.get(key, ())]
            if any(type(value) in (int, float) for value in values):
                return [case]
    return []


CASES = [
    pytest.param(case, id=name) for name in names_in("rules") for case in along(name)
]


def changes():
    """One change of each case in the ordinary run, in turn; the other in the slow."""
    for number, case in enumerate(CASES):
        for which, odd in enumerate((with_true, with_small)):
            marks = [pytest.mark.slow] if (number + which) % 2 else []
            name = f"{case.id}-{odd.__name__}"
            yield pytest.param(*case.values, odd, id=name, marks=marks)


@pytest.mark.parametrize(("case", "odd"), changes())
def test_scores_errors_and_warnings_are_those_of_separate_fits(case, odd):
    X, y = first_data(case)
    grid = {name: odd(list(values)) for name, values in case.grid.items()}
    changed = type(case)(
        case.estimator, grid, case.task, case.rounds, scoring=case.scoring
    )
    compare(changed, X, y, witnessed=False)
