"""One descent, then real fits of what it found, and no more if it followed the score."""

from sk_hpo.gradients.descent import Path
from sk_hpo.strategies.gradient_descent import GradientDescent
from sk_hpo.strategies.listed import Listed
from sk_hpo.trial import Descent, History

DESCENT = Descent("criterion", {"a": (0.1, 1.0, True)}, {"a": 0.5})


def strategy():
    return GradientDescent(DESCENT, Listed, initial_points=[{"a": 0.5}])


def told(*ends, exact=True):
    history = History(1)
    history.tell_path(Path((), tuple(ends), "converged", exact))
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


def test_it_goes_on_from_the_ends_of_a_stand_in():
    assert strategy().ask(told({"a": 0.3}, exact=False), 3) == [({"a": 0.3}, None)]


def test_without_an_end_it_goes_on_from_the_initial_points():
    assert strategy().ask(told(exact=False), 3) == [({"a": 0.5}, None)]
