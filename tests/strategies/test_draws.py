"""What a suggestion draws depends on its number, and not on how it came to it."""

from functools import partial

import numpy as np
import pytest

from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.budgeted import budgeted
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.numerical_descent import NumericalDescent
from tests.strategies.driving import drive, params_of, tell

NAMES = ("a", "b", "c", "d")
SPACE = Space.from_params(dict.fromkeys(NAMES, (0.0, 1.0)))
BOTH = pytest.mark.parametrize("Strategy", [ExpectedImprovement, NumericalDescent])


def bumpy(params):
    u = np.array([params[name] for name in NAMES])
    return float(-((u - 0.4) ** 2).sum() + 0.1 * np.sin(20 * u).sum())


def asked(Strategy, first, n):
    """The suggestion after n known candidates, the `first` of another strategy."""
    history, rng = History(1), np.random.default_rng(0)
    for _ in range(first):
        params = dict.fromkeys(NAMES, 0.5)
        tell(history, history.open(params), 0.0)
    for u in rng.random((n, len(NAMES))):
        params = dict(zip(NAMES, u.tolist(), strict=True))
        tell(history, history.open(params), bumpy(params))
    strategy = Strategy(SPACE, seed=0, lag=1, n_initial=5, first=first)
    ((params, note),) = strategy.ask(history, 1)
    return params, note


@BOTH
def test_a_models_draws_depend_on_the_number(Strategy):
    (one, note), (other, same_note) = (asked(Strategy, first, 8) for first in (0, 3))
    assert note == same_note  # the model knows the same
    assert "hyperparameters" in note
    assert one != other
    assert asked(Strategy, 3, 8)[0] == other


@BOTH
def test_a_design_depends_on_where_it_begins(Strategy):
    one, other = (asked(Strategy, first, 2) for first in (0, 3))
    assert one[1] == other[1]
    assert "design" in one[1].values()
    assert one[0] != other[0]


@BOTH
def test_equal_budgets_have_designs_of_their_own(Strategy):
    space = Space.from_params([({"a": (0.0, 1.0)}, 5), ({"a": (0.0, 1.0)}, 5)])
    strategy = budgeted(space, partial(Strategy, seed=0, lag=1))
    history = drive(strategy, lambda params: params["a"], 10)
    points = [params["a"] for params in params_of(history)]
    assert [c.note["budget"] for c in history.candidates] == [0] * 5 + [1] * 5
    assert not set(points[:5]) & set(points[5:])
