"""One descent, then real fits of what it found, and no more if it kept its promise."""

import math
from dataclasses import replace

import pytest

from sk_hpo.descent_path import Path, Step
from sk_hpo.history import History
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.strategies.gradient_descent import (
    SHRINK_MISSED,
    GradientDescent,
)
from sk_hpo.strategies.predicted_scores import best_predicted, missed_prediction
from sk_hpo.trial import Descent
from tests.strategies.driving import drive, params_of, tell

DESCENT = Descent("criterion", {"a": (0.1, 1.0, True)}, {"a": 0.5})


def listed(initial_points, near, shrink):
    return Listed(initial_points)


def strategy():
    return GradientDescent([DESCENT], listed, initial_points=[{"a": 0.5}])


def told(*ends, exact=True, scores=(-0.2, 0.5, 0.4)):
    history = History(1)
    steps = [Step({"a": 0.3}, score, {}, 0.0, 0.0) for score in scores]
    history.tell_path(0, Path(tuple(steps), tuple(ends), "converged", exact))
    return history


def test_it_begins_with_its_descent_and_waits_for_the_path():
    history = History(1)
    assert strategy().ask(history, 0) == []
    assert strategy().ask(history, 5) == [DESCENT]
    history.running = {0: DESCENT}
    assert strategy().ask(history, 5) == []


def test_the_ends_of_an_exact_path_are_all_there_is():
    history = told({"a": 0.3}, {"a": 0.5})
    for end in ({"a": 0.3}, {"a": 0.5}):
        ((params, note),) = strategy().ask(history, 1)
        assert params == end
        assert note == {"member": "descent"}
        history.open(params, note)
    assert strategy().ask(history, 1) == []


def test_candidates_of_a_descent_that_was_cut_are_not_its_ends():
    history = told({"a": 0.3}, {"a": 0.5})
    tell(history, history.open({"a": 0.7}, {"member": "descent"}), 0.1)
    asked = strategy().ask(history, 5)
    assert [params for params, _ in asked] == [{"a": 0.3}, {"a": 0.5}]
    for params, note in asked:
        tell(history, history.open(params, note), 0.5)
    assert strategy().ask(history, 5) == []


def test_the_ends_are_asked_for_at_once_but_no_more_than_there_is_room():
    history = told({"a": 0.3}, {"a": 0.5})
    assert len(strategy().ask(history, 5)) == 2
    assert len(strategy().ask(history, 1)) == 1
    assert strategy().ask(history, 0) == []


@pytest.mark.parametrize(
    ("scores", "value", "follows"),
    [
        ((-0.2, 0.5), 0.4996, "nothing"),
        ((-0.2, 0.5), 0.496, "a search"),
        ((-0.2, 0.5), 0.494, "a search"),
        # equations that real fits exceed do not know the optimum either
        ((-0.2, 0.5), 0.504, "a search"),
        ((-0.2, 0.5), 0.9, "a search"),
        ((-0.2, 0.5), float("nan"), "a search"),
        ((-3000.0, -9000.0), -3002.0, "nothing"),
        ((-3000.0, -9000.0), -3029.0, "a search"),
        ((-3000.0, -9000.0), -3031.0, "a search"),
        # of a perfect fit rounding is left
        ((-1e-30, -1.0), -1e-25, "nothing"),
        ((0.0, 0.0), 0.0, "nothing"),
    ],
)
def test_what_follows_where_fits_are_not_as_predicted(scores, value, follows):
    history = told({"a": 0.3}, scores=scores)
    history = drive(strategy(), lambda params: value, 9, history)
    others = [c for c in history.candidates if c.params != {"a": 0.3}]
    assert [c.params for c in others] == [{"a": 0.5}] * (follows != "nothing")
    assert all(candidate.note != {"member": "descent"} for candidate in others)


@pytest.mark.parametrize("value", [0.496, 0.504])
def test_a_row_more_or_less_has_the_settings_of_the_user_fitted_too(value):
    """Scores that count rows are steps: they tell nothing of what is beside them."""
    history = History(1)
    steps = tuple(Step({"a": 0.3}, score, {}, 0.0, 0.0) for score in (-0.2, 0.5))
    ended = Path(steps, ({"a": 0.3},), "converged", exact=False, judged=True)
    history.tell_path(0, ended)
    history = drive(strategy(), lambda params: value, 9, history)
    assert [c.params for c in history.candidates] == [{"a": 0.3}, {"a": 0.5}]
    assert history.candidates[1].note == {"member": "descent"}


@pytest.mark.parametrize(
    ("scores", "value", "told_of"),
    [
        # by the better three quarters: a step that went too far changes nothing
        ((-1e6, 0.3, 0.4, 0.45, 0.5), 0.49, True),
        ((-1e6, 0.3, 0.4, 0.45, 0.5), 0.496, False),
        ((-0.7, -0.2, -0.01, -1e-4, -1e-8), -5e-4, False),
        ((-0.7, -0.2, -0.01, -1e-4, -1e-8), -5e-3, True),
        ((float("-inf"), 0.3, 0.4, 0.45, 0.5), 0.49, True),
        ((0.5,), 0.4, True),
        ((-0.2, 0.4, 0.5), 0.52, True),
        ((-0.2, 0.4, 0.5), 0.502, False),
        ((0.5, 0.4), float("nan"), False),
    ],
)
def test_what_was_missed_is_told_unless_it_is_little_of_the_search(
    scores, value, told_of
):
    history = told({"a": 0.3}, scores=scores)
    assert missed_prediction(history) is None
    tell(history, history.open({"a": 0.3}, {"member": "descent"}), value)
    expected = (max(scores), value) if told_of else None
    assert missed_prediction(history) == expected


def test_where_the_best_was_predicted_has_what_was_fixed():
    history = History(1)
    paths = ((0.5, True, "x"), (0.7, True, "y"), (0.9, False, "z"))
    for number, (score, exact, kind) in enumerate(paths):
        steps = [Step({"a": s}, s, {}, 0.0, 0.0) for s in (score - 0.1, score, 0.1)]
        ends = ({"a": score},)
        path = Path(tuple(steps), ends, "converged", exact, fixed={"kind": kind})
        history.tell_path(number, path)
    assert best_predicted(history) == {"a": 0.7, "kind": "y"}


def test_one_end_that_keeps_the_promise_is_enough():
    history = told({"a": 0.3}, {"a": 0.5})
    drive(strategy(), lambda params: float(params["a"]), 9, history)
    assert len(history.candidates) == 2


def test_an_end_that_failed_does_not_hide_that_another_is_off():
    history = told({"a": 0.3}, {"a": 0.4}, scores=(-0.2, 0.5))
    for (params, note), value in zip(
        strategy().ask(history, 2), (float("nan"), 0.496), strict=True
    ):
        tell(history, history.open(params, note), value)
    assert strategy().ask(history, 1) == [({"a": 0.5}, None)]


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
        ((params, _),) = GradientDescent([descent], listed).ask(history, 1)
        assert params == {"a": 0.3, "b": None}


def test_without_an_end_it_goes_on_from_the_initial_points():
    assert strategy().ask(told(exact=False), 3) == [({"a": 0.5}, None)]


BRANCHES = [
    Descent("criterion", {"a": (0.1, 1.0, True)}, {"a": 0.5}, {"b": name})
    for name in ("x", "y", "z")
]


def of_branches(*paths, complete=True, others=()):
    history = History(1)
    for number, (ends, scores) in enumerate(paths):
        steps = [Step({"a": 0.3}, score, {}, 0.0, 0.0) for score in scores]
        history.tell_path(number, Path(tuple(steps), tuple(ends), "", bool(scores)))
    strategy = GradientDescent(
        BRANCHES,
        listed,
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
    assert descent == replace(BRANCHES[2], start={"a": 0.2}, number=2)
    strategy, history = of_branches(([], []), ([], []))
    assert strategy.ask(history, 1) == [replace(BRANCHES[2], number=2)]


def test_a_branch_of_other_parameters_begins_where_it_would_alone():
    other = Descent("criterion", {"c": (0.1, 1.0, True)}, None)
    history = told({"a": 0.2})
    (descent,) = GradientDescent([DESCENT, other], listed).ask(history, 1)
    assert descent == replace(other, number=1)


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


@pytest.mark.parametrize(
    ("real", "made"),
    [
        (0.4999, []),
        (0.499, [(True, SHRINK_MISSED)]),
        (0.504, [(True, SHRINK_MISSED)]),
        (0.46, [(True, SHRINK_MISSED)]),
        (0.54, [(True, SHRINK_MISSED)]),
        (0.4, [(False, SHRINK_MISSED)]),
        (0.6, [(False, SHRINK_MISSED)]),
        (math.nan, [(False, SHRINK_MISSED)]),
    ],
)
def test_where_real_fits_are_a_little_off_it_stays_near(real, made):
    """The range of the search is 0.5 - 0.05; a tenth of it is a little."""
    followers = []

    def follower(initial_points, near, shrink):
        followers.append((near, shrink))
        return Listed(initial_points)

    history = told({"a": 0.3}, scores=(-0.2, 0.05, 0.05, 0.05, 0.5))
    descents = GradientDescent([DESCENT], follower, initial_points=[{"a": 0.5}])
    drive(descents, lambda params: real, 9, history)
    assert followers == made


def step(a, score, slope=0.0):
    return Step({"a": a}, score, {"a": slope}, 1e-9, 0.0)


def several(n_starts, *paths):
    """Each path has an end, and a predicted score or steps."""
    history = History(1)
    for number, (a, steps) in enumerate(paths):
        steps = steps if isinstance(steps, tuple) else (step(a, steps),)
        history.tell_path(number, Path(steps, ({"a": a},), "", exact=True))
    strategy = GradientDescent(BRANCHES[:2], listed, n_starts=n_starts)
    return strategy, history


def test_each_branch_has_as_many_descents_as_asked_for():
    paths = [(0.2, 0.5), (0.9, 0.7), (0.4, 0.6), (0.3, 0.1), (0.8, 0.2), (0.5, 0.3)]
    asked = []
    for n in range(6):
        strategy, history = several(3, *paths[:n])
        (descent,) = strategy.ask(history, 1)
        asked.append(descent)
    assert [d.fixed["b"] for d in asked] == ["x"] * 3 + ["y"] * 3
    assert [d.scan for d in asked] == ["whole", "none", "none"] * 2
    # the first where the best has ended, the others spread and the same in each
    assert [d.start["a"] for d in asked[::3]] == [0.5, 0.9]
    assert asked[1].start == asked[4].start != asked[2].start == asked[5].start
    strategy, history = several(3, *paths)
    drive(strategy, lambda params: 0.7, 9, history)
    assert params_of(history) == [{"a": 0.9, "b": "x"}, {"a": 0.5, "b": "y"}]


def test_descents_from_other_starts_run_at_once():
    strategy, history = several(3, (0.2, 0.5))
    descents = strategy.ask(history, 5)
    assert [d.number for d in descents] == [1, 2]
    assert [d.n_beside for d in descents] == [2, 2]
    history.running = {1: descents[0], 2: descents[1]}
    assert strategy.ask(history, 5) == []
    # the later one ends first, and the next branch waits for the other
    history.tell_path(2, Path((step(0.4, 0.6),), ({"a": 0.4},), "", exact=True))
    assert strategy.ask(history, 5) == []
    history.running = {}  # as after a resume
    assert strategy.ask(history, 5) == [descents[0]]
    history.tell_path(1, Path((step(0.9, 0.7),), ({"a": 0.9},), "", exact=True))
    (begun,) = strategy.ask(history, 5)
    assert (begun.number, begun.fixed, begun.start) == (3, {"b": "y"}, {"a": 0.9})


def test_other_ends_of_a_branch_are_fitted_if_they_are_others_and_as_good():
    strategy, history = several(
        4,
        (0.2, 0.7),
        (0.201, 0.6999),  # the same again
        (0.9, 0.6998),
        (0.5, 0.69),  # not so good
        *[(0.3, 0.1)] * 4,
    )
    drive(strategy, lambda params: 0.7, 9, history)
    ends = [{"a": 0.2, "b": "x"}, {"a": 0.9, "b": "x"}, {"a": 0.3, "b": "y"}]
    assert params_of(history) == ends


@pytest.mark.parametrize(("n_starts", "scan"), [("auto", "whole"), (1, "short")])
def test_with_auto_a_branch_has_one_descent_of_the_whole_range(n_starts, scan):
    strategy, history = several(n_starts, (0.2, -1.0))
    (descent,) = strategy.ask(history, 1)
    assert descent == replace(BRANCHES[1], start={"a": 0.2}, scan=scan, number=1)


def test_a_branch_without_gradient_has_one_descent():
    history = History(1)
    history.tell_path(0, Path((), (), "no gradient", exact=False))
    strategy = GradientDescent(BRANCHES[:2], listed, n_starts=3)
    assert strategy.ask(history, 1) == [replace(BRANCHES[1], scan="whole", number=1)]


def test_entries_become_dicts():
    descent = Descent("c", {"w['p']": (0.1, 1.0, True)}, None, {"w['q']": 2.0, "b": 1})
    history = told({"w['p']": 0.3})
    ((params, _),) = GradientDescent([descent], listed).ask(history, 1)
    assert params == {"w": {"p": 0.3, "q": 2.0}, "b": 1}


# -- Other starts at the end -----------------------------------------------------------

WIDE = {"a": (0.1, 1.0, True), "c": (0.0, 1.0, False)}


def at(a, score):
    return (step(a, score),), ({"a": a, "c": 0.5},)


def of_more(*paths, n_more=2, real=None):
    """The first path is of the branch; the others are of the starts at the end."""
    descent = Descent("criterion", WIDE, {"a": 0.5, "c": 0.5}, {"b": "x"})
    strategy = GradientDescent([descent], listed, n_starts="auto", n_more=n_more)
    history = History(1)
    for number, (a, score) in enumerate(paths):
        steps, ends = at(a, score)
        path = Path(steps, ends, "", exact=True, fixed={"b": "x"})
        history.tell_path(number, path)
        if number in (0, len(paths) - 1):
            for params, note in strategy.ask(history, 9):
                value = score if real is None else real
                tell(history, history.open(params, note), value)
    return strategy, history


def test_descents_from_other_starts_come_after_the_first_ends():
    strategy, history = of_more((0.2, 0.5))
    assert params_of(history) == [{"a": 0.2, "b": "x", "c": 0.5}]
    descents = strategy.ask(history, 9)
    assert [d.number for d in descents] == [1, 2]
    assert {d.beat for d in descents} == {0.5}
    assert {d.scan for d in descents} == {"none"}
    assert descents[0].start != descents[1].start
    # if the process was killed after the second
    steps, ends = at(0.9, 0.4)
    history.tell_path(2, Path(steps, ends, "", exact=True, fixed={"b": "x"}))
    assert strategy.ask(history, 9) == descents[:1]
    history.running = {1: descents[0]}
    assert strategy.ask(history, 9) == []


def test_a_better_end_of_another_start_is_fitted_and_the_search_ends():
    strategy, history = of_more((0.2, 0.5), (0.9, 0.7), (0.3, 0.4))
    assert params_of(history)[1:] == [{"a": 0.9, "b": "x", "c": 0.5}]
    assert strategy.ask(history, 9) == []


def test_branches_that_overlap_have_no_candidate_twice():
    strategy = GradientDescent([DESCENT, DESCENT], listed, n_starts="auto")
    history = told({"a": 0.3})
    history.tell_path(1, history.paths[0])
    drive(strategy, lambda params: 0.5, 9, history)
    assert params_of(history) == [{"a": 0.3}]


def test_other_starts_that_lose_add_nothing():
    strategy, history = of_more((0.2, 0.5), (0.9, 0.3), (0.3, 0.4))
    assert len(history.candidates) == 1
    assert strategy.ask(history, 9) == []


@pytest.mark.parametrize("settings", [{"n_more": 0}, {"real": 0.2}])
def test_without_other_starts_the_search_ends(settings):
    strategy, history = of_more((0.2, 0.5), **settings)
    # or goes on by real scores
    assert not any(isinstance(one, Descent) for one in strategy.ask(history, 9))
