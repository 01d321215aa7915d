"""A model outside, descents inside: on functions with a known optimum."""

import math
from dataclasses import replace

import pytest

from sk_hpo.descent_path import Path, Step
from sk_hpo.gradients.outer.line_search import OUT_OF_REACH
from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.hybrid import Hybrid
from sk_hpo.strategies.outer_space import ALTERNATIVE, Inner, OuterSpace
from sk_hpo.trial import Descent
from tests.strategies.driving import tell

A = [0, 1, 2, 3, 4, 5, 6, 7]
B = {"b": (0.0, 1.0, False)}
SPACE = Space.from_params({"a": A, "b": (0.0, 1.0)})
OUTER = Space.from_params({"a": A, ALTERNATIVE: [0]})


def made(**settings):
    places = OuterSpace(SPACE, OUTER, [Inner(B, 0.1)])
    return Hybrid(places, **{"scorer": None, "seed": 0, "lag": 1, **settings})


def value(a, b):
    return -abs(a - 5) - (b - 0.1 * a) ** 2


def path_of(descent, *, exact=True):
    end = {"b": 0.1 * descent.fixed["a"]}
    step = Step(end, value(descent.fixed["a"], end["b"]), {}, 0.0, 0.0)
    settings = {"fixed": descent.fixed, "ranges": descent.ranges}
    return Path((step,), (end,), "", exact, **settings)


def drive(strategy, n, real=value, *, exact=True):
    """Ask until there are n suggestions; return the history and all descents."""
    history, descents = History(1), []
    while len(history.candidates) + len(descents) < n:
        asked = strategy.ask(history, 1)
        if not asked:
            break
        if isinstance(asked[0], Descent):
            descents.append(asked[0])
            history.tell_path(asked[0].number, path_of(asked[0], exact=exact))
        else:
            candidate = history.open(*asked[0])
            tell(history, candidate, real(**candidate.params))
    return history, descents


def test_finds_the_best_outer_point_with_its_inner_optimum():
    history, _ = drive(made(), 14)
    best = max(history.trials, key=lambda trial: trial.value)
    assert best.params == {"a": 5, "b": 0.5}


def test_no_outer_point_twice_and_then_the_end():
    _, descents = drive(made(), 100)
    assert sorted(descent.fixed["a"] for descent in descents) == A


def test_begins_at_the_end_of_the_nearest():
    _, descents = drive(made(initial_points=[{"a": 2, "b": 0.9}]), 20)
    assert descents[0].fixed == {"a": 2}
    assert descents[0].start == {"b": 0.9}
    assert [descent.scan for descent in descents] == ["whole"] + 7 * ["none"]
    ended = [2]
    for descent in descents[1:]:
        distance = min(abs(descent.fixed["a"] - a) for a in ended)
        starts = {0.1 * a for a in ended if abs(descent.fixed["a"] - a) == distance}
        assert descent.start["b"] in starts | {0.9}
        ended.append(descent.fixed["a"])


def test_ends_that_lose_are_not_fitted():
    history, descents = drive(made(), 100)
    assert len(history.trials) < len(descents)
    paths = {trial.candidate.note["path"] for trial in history.trials}
    best = -math.inf
    for number, path in enumerate(history.paths):
        score = path.steps[0].score
        assert (number in paths) == (score >= best - 1e-3 * abs(best))
        best = max(best, score)


def test_ends_without_a_prediction_are_all_fitted():
    history, descents = drive(made(), 100, exact=False)
    assert len(history.trials) == len(descents) == len(A)


@pytest.mark.parametrize("wrong", [math.nan, -9.0])
def test_other_ends_are_fitted_where_real_fits_contradict(wrong):
    def real(a, b):
        return wrong if a == 5 else value(a, b)

    history, descents = drive(made(), 100, real)
    assert len(descents) == len(A)
    values = {trial.params["a"]: trial.value for trial in history.trials}
    # 4 and 6 are the best but for 5, and would lose against its prediction
    assert values[4] == pytest.approx(-1.0)
    assert values[6] == pytest.approx(-1.0)


@pytest.mark.parametrize("budget", [3.0, 6.0])
def test_ends_with_its_budget(budget):
    strategy = made(budget=budget)
    history, _ = drive(strategy, 100)
    assert budget <= strategy.spent(history) < budget + 2


def test_without_inner_parameters_candidates_are_modelled():
    outer = Space.from_params({"a": A, "b": (0.0, 1.0), ALTERNATIVE: [0]})
    places = OuterSpace(SPACE, outer, [Inner({})])
    strategy = Hybrid(places, scorer=None, seed=0, lag=1)
    history, descents = drive(strategy, 25)
    assert not descents
    assert max(trial.value for trial in history.trials) > -0.1


def events_of(strategy, pick, history=None, n=1000):
    """Run a search of which several tasks are pending; `pick` chooses what ends next.

    Return the history and what was asked for, in order.
    """
    history, asked, tasks = history or History(1), [], []
    for _ in range(n):
        while found := strategy.ask(history, 1):
            asked += found
            if isinstance(found[0], Descent):
                history.running[found[0].number] = found[0]
                tasks.append(found[0])
            else:
                tasks.append(history.open(*found[0]))
        assert len(tasks) <= strategy.lag
        if not tasks:
            break
        task = tasks.pop(pick(len(tasks)))
        if isinstance(task, Descent):
            history.tell_path(task.number, path_of(task))
        else:
            tell(history, task, value(**task.params))
    return history, asked


ORDERS = {"first": lambda n: 0, "last": lambda n: n - 1, "middle": lambda n: n // 2}


def test_the_order_in_which_descents_end_changes_nothing():
    """Several run at once, and the best outer point is found."""
    initial = [{"a": 2, "b": 0.9}]
    runs = [
        events_of(made(lag=3, initial_points=initial), pick) for pick in ORDERS.values()
    ]
    assert all(asked == runs[0][1] for _, asked in runs)
    descents = [one for one in runs[0][1] if isinstance(one, Descent)]
    assert sorted(descent.fixed["a"] for descent in descents) == A
    assert [descent.number for descent in descents] == list(range(8))
    best = max(runs[1][0].trials, key=lambda trial: trial.value)
    assert best.params == {"a": 5, "b": 0.5}


@pytest.mark.parametrize("stop_after", [1, 2, 4, 7])
def test_descents_that_did_not_end_are_begun_again(stop_after):
    whole, _ = events_of(made(lag=3), ORDERS["last"])
    broken, _ = events_of(made(lag=3), ORDERS["last"], n=stop_after)
    assert broken.running or broken.pending
    # what a checkpoint has
    again = History(1)
    for candidate in broken.candidates:
        opened = again.open(candidate.params, candidate.note)
        tell(again, opened, value(**candidate.params))
    for number in range(broken.n_descents):
        if (path := broken.path(number)) is not None:
            again.tell_path(number, path)
    again, _ = events_of(made(lag=3), ORDERS["first"], again)
    assert again.candidates == whole.candidates
    assert [path.fixed for path in again.paths] == [path.fixed for path in whole.paths]


def test_descents_are_told_the_score_to_beat():
    _, descents = drive(made(initial_points=[{"a": 2, "b": 0.9}]), 100)
    beaten = value(2, 0.9)
    for descent in descents:
        assert descent.beat == pytest.approx(beaten - 1e-3 * abs(beaten))
        beaten = max(beaten, value(descent.fixed["a"], 0.1 * descent.fixed["a"]))


@pytest.mark.parametrize("lag", [2, 3, 4])
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.in_turn
def test_the_ends_of_the_last_descents_are_fitted(lag, n):
    """When nothing is left to suggest, fewer suggestions are pending."""
    outer = Space.from_params({"a": A[:n], ALTERNATIVE: [0]})
    space = Space.from_params({"a": A[:n], "b": (0.0, 1.0)})
    places = OuterSpace(space, outer, [Inner(B, 0.1)])
    strategy = Hybrid(places, scorer=None, seed=0, lag=lag)
    for pick in ORDERS.values():
        history, _ = events_of(strategy, pick)
        best = max(history.trials, key=lambda trial: trial.value)
        assert best.params == {"a": n - 1, "b": pytest.approx(0.1 * (n - 1))}


def test_a_descent_begins_at_an_optimum_not_where_another_gave_up():
    history = History(1)
    strategy = made(initial_points=[{"a": 0, "b": 0.9}, {"a": 7, "b": 0.8}])
    for params in strategy.initial_points:
        note = {"member": "initial", "descents": 0}
        tell(history, history.open(params, note), value(**params))
    for number, (a, reason) in enumerate([(1, "converged"), (6, OUT_OF_REACH)]):
        path = path_of(Descent(None, B, None, {"a": a}))
        steps = (replace(path.steps[0], score=-9.0 - number),)
        history.tell_path(number, replace(path, steps=steps, reason=reason))
    asked = strategy.ask(history, 1)
    while not isinstance(asked[0], Descent):
        tell(history, history.open(*asked[0]), -9.0)
        asked = strategy.ask(history, 1)
    assert asked[0].start == {"b": 0.1}
    assert asked[0].scan == "none"


def test_a_descent_that_was_cut_has_its_new_end_fitted():
    """As with a checkpoint and more time: candidates that came after it are kept."""
    history, _ = drive(made(), 6)
    stale = next(c for c in history.candidates if c.note["path"] == 0)
    again = History(1)
    for candidate in history.candidates:
        params = candidate.params
        if candidate is stale:
            params = {**params, "b": 0.99}
        opened = again.open(params, candidate.note)
        tell(again, opened, value(**params))
    fallback = made()
    again, _ = events_of(made(fallback=fallback), ORDERS["first"], again)
    fitted = [trial.params for trial in again.trials]
    assert {**stale.params} in fitted
    assert max(trial.value for trial in again.trials) == 0.0


def test_alternatives_that_differ_in_the_inner_range_alone_are_told_apart():
    wide, narrow = {"b": (0.0, 1.0, False)}, {"b": (0.2, 0.6, False)}
    space = [{"a": A, "b": (0.0, 1.0)}, {"a": A, "b": (0.2, 0.6)}]
    outer = [{"a": A, ALTERNATIVE: [i]} for i in range(2)]
    spaces = Space.from_params(space), Space.from_params(outer)
    places = OuterSpace(*spaces, [Inner(wide), Inner(narrow)])
    strategy = Hybrid(places, scorer=None, seed=0, lag=1)
    _, descents = drive(strategy, 60)
    visited = [(d.fixed["a"], d.ranges["b"]) for d in descents]
    assert len(set(visited)) == len(visited) == 16
