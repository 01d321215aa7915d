import math

from sk_hpo.constraint import Constraint
from sk_hpo.descent_path import Path, Step
from sk_hpo.strategies.allowed_paths import allowed_part, candidate_of


def path(scores, ends=({"a": 2.0},), fixed=None):
    steps = [Step({"a": float(a)}, score, {}, 0.0, 0.1) for a, score in scores]
    fixed = {"k": "x"} if fixed is None else fixed
    return Path(tuple(steps), ends, "converged", exact=True, fixed=fixed)


def at_most(limit):
    return Constraint([lambda p: p["a"] <= limit and p["k"] == "x"])


SCORES = [(0, 0.1), (3, 0.2), (1, 0.4), (2, 0.5)]


def test_a_path_without_refused_steps_is_as_it_was():
    whole = path(SCORES)
    assert allowed_part(whole, at_most(3)) == whole


def test_refused_steps_that_were_no_better_are_dropped():
    found = allowed_part(path(SCORES), at_most(2))
    assert [step.params["a"] for step in found.steps] == [0, 1, 2]
    assert (found.ends, found.refused, found.moved) == (({"a": 2.0},), 1, False)


def test_in_place_of_a_refused_end_there_is_the_best_allowed_step():
    found = allowed_part(path(SCORES, ({"a": 2.0}, {"a": 0.5})), at_most(1))
    assert found.ends == ({"a": 1.0}, {"a": 0.5})
    assert (found.refused, found.moved) == (2, True)
    assert allowed_part(found, at_most(1)) == found


def test_an_end_that_is_refused_by_its_rounding():
    """The step itself is allowed, and the best."""
    found = allowed_part(path(SCORES, ({"a": 2.001},)), at_most(2))
    assert (found.ends, found.moved) == (({"a": 2.0},), False)


def test_nothing_is_allowed():
    found = allowed_part(path(SCORES), at_most(-1))
    assert (found.steps, found.ends, found.moved) == ((), (), True)


def test_scores_that_are_not_finite_are_never_the_best():
    scores = [(0, 0.1), (1, math.nan), (2, 0.5)]
    assert allowed_part(path(scores), at_most(1)).ends == ({"a": 0.0},)


def test_entries_of_a_dict_are_one_parameter():
    made = candidate_of({"w['b']": 2.0, "k": "x"}, {"w['a']": 1.0})
    assert made == {"k": "x", "w": {"a": 1.0, "b": 2.0}}
