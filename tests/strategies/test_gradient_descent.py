"""One descent, then real fits of what it found, and no more if it kept its promise."""

from dataclasses import replace

import pytest

from sk_hpo.gradients.descent import Path, Step
from sk_hpo.strategies.gradient_descent import GradientDescent
from sk_hpo.strategies.listed import Listed
from sk_hpo.trial import Descent, History
from tests.strategies.driving import drive, params_of, tell

DESCENT = Descent("criterion", {"a": (0.1, 1.0, True)}, {"a": 0.5})


def strategy():
    return GradientDescent([DESCENT], Listed, initial_points=[{"a": 0.5}])


def told(*ends, exact=True, scores=(-0.2, 0.5, 0.4)):
    history = History(1)
    steps = [Step({"a": 0.3}, score, {}, 0.0, 0.0) for score in scores]
    history.tell_path(Path(tuple(steps), tuple(ends), "converged", exact))
    return history


def test_it_begins_with_its_descent_and_waits_for_the_path():
    history = History(1)
    assert strategy().ask(history, 0) == []
    assert strategy().ask(history, 5) == [DESCENT]
    history.descending = 1
    assert strategy().ask(history, 5) == []


def test_the_ends_of_an_exact_path_are_all_there_is():
    history = told({"a": 0.3}, {"a": 0.5})
    for end in ({"a": 0.3}, {"a": 0.5}):
        ((params, note),) = strategy().ask(history, 1)
        assert params == end
        assert note == {"member": "descent"}
        history.open(params, note)
    assert strategy().ask(history, 1) == []


def test_the_ends_are_asked_for_at_once_but_no_more_than_there_is_room():
    history = told({"a": 0.3}, {"a": 0.5})
    assert len(strategy().ask(history, 5)) == 2
    assert len(strategy().ask(history, 1)) == 1
    assert strategy().ask(history, 0) == []


@pytest.mark.parametrize(
    ("scores", "value", "kept"),
    [
        ((-0.2, 0.5), 0.496, True),
        ((-0.2, 0.5), 0.9, True),
        ((-0.2, 0.5), 0.494, False),
        ((-0.2, 0.5), float("nan"), False),
        ((-3000.0, -9000.0), -3029.0, True),
        ((-3000.0, -9000.0), -3031.0, False),
        # of a perfect fit rounding is left
        ((-1e-30, -1.0), -1e-25, True),
        ((0.0, 0.0), 0.0, True),
    ],
)
def test_what_is_no_better_than_its_prediction_is_not_the_end(scores, value, kept):
    history = told({"a": 0.3}, scores=scores)
    history = drive(strategy(), lambda params: value, 9, history)
    assert params_of(history) == [{"a": 0.3}] + [{"a": 0.5}] * (not kept)


def test_one_end_that_keeps_the_promise_is_enough():
    history = told({"a": 0.3}, {"a": 0.5})
    drive(strategy(), lambda params: float(params["a"]), 9, history)
    assert len(history.candidates) == 2


def test_all_ends_are_waited_for():
    history = told({"a": 0.3}, {"a": 0.4})
    for params, note in strategy().ask(history, 2):
        history.open(params, note)
    tell(history, history.candidates[1], 0.0)
    assert strategy().ask(history, 1) == []
    tell(history, history.candidates[0], 0.0)
    assert strategy().ask(history, 1) == [({"a": 0.5}, None)]


def test_it_goes_on_from_what_the_user_had_and_the_ends_of_a_stand_in():
    history = told({"a": 0.3}, exact=False)
    assert strategy().ask(history, 1) == [({"a": 0.5}, None)]
    drive(strategy(), lambda params: 1.0, 9, history)
    assert params_of(history) == [{"a": 0.5}, {"a": 0.3}]


def test_candidates_have_what_is_fixed():
    descent = Descent("criterion", {"a": (0.1, 1.0, True)}, {"a": 0.5}, {"b": None})
    for exact in (True, False):
        history = told({"a": 0.3}, exact=exact)
        ((params, _),) = GradientDescent([descent], Listed).ask(history, 1)
        assert params == {"a": 0.3, "b": None}


def test_without_an_end_it_goes_on_from_the_initial_points():
    assert strategy().ask(told(exact=False), 3) == [({"a": 0.5}, None)]


BRANCHES = [
    Descent("criterion", {"a": (0.1, 1.0, True)}, {"a": 0.5}, {"b": name})
    for name in ("x", "y", "z")
]


def of_branches(*paths, complete=True, others=()):
    history = History(1)
    for ends, scores in paths:
        steps = [Step({"a": 0.3}, score, {}, 0.0, 0.0) for score in scores]
        history.tell_path(Path(tuple(steps), tuple(ends), "", bool(scores)))
    strategy = GradientDescent(
        BRANCHES,
        Listed,
        others=others,
        complete=complete,
        initial_points=[{"a": 0.5, "b": "x"}],
    )
    return strategy, history


def test_a_branch_begins_at_the_best_end_so_far():
    strategy, history = of_branches()
    assert strategy.ask(history, 1) == [BRANCHES[0]]
    strategy, history = of_branches(([{"a": 0.2}], [0.5]), ([{"a": 0.9}], [0.4]))
    (descent,) = strategy.ask(history, 1)
    assert descent == replace(BRANCHES[2], start={"a": 0.2})
    strategy, history = of_branches(([], []), ([], []))
    assert strategy.ask(history, 1) == [BRANCHES[2]]


PATHS = [
    ([{"a": 0.2}, {"a": 0.5}], [0.5]),
    ([{"a": 0.9}], [0.6]),
    ([{"a": 0.3}], [0.1]),
]
FITTED = [
    {"a": 0.9, "b": "y"},
    {"a": 0.2, "b": "x"},
    {"a": 0.5, "b": "x"},
    {"a": 0.3, "b": "z"},
]


def test_the_ends_of_all_branches_are_fitted_the_most_promising_first():
    strategy, history = of_branches(*PATHS, others=[{"c": 1}])
    drive(strategy, lambda params: 0.6, 9, history)
    assert params_of(history) == [*FITTED, {"c": 1}]


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("value", [0.6, 0.5])
def test_it_goes_on_if_there_is_more_or_a_promise_was_broken(complete, value):
    strategy, history = of_branches(*PATHS, complete=complete)
    drive(strategy, lambda params: value, 9, history)
    more = [{"a": 0.5, "b": "x"}] if not complete or value < 0.6 else []
    assert params_of(history)[4:] == more


def test_a_branch_without_gradient_has_the_search_go_on():
    strategy, history = of_branches(PATHS[0], PATHS[1], ([], []))
    drive(strategy, lambda params: 0.6, 9, history)
    assert params_of(history)[:3] == FITTED[:3]
    assert len(history.candidates) > 3


def test_entries_become_dicts():
    descent = Descent("c", {"w['p']": (0.1, 1.0, True)}, None, {"w['q']": 2.0, "b": 1})
    history = told({"w['p']": 0.3})
    ((params, _),) = GradientDescent([descent], Listed).ask(history, 1)
    assert params == {"w": {"p": 0.3, "q": 2.0}, "b": 1}
