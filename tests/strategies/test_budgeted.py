from functools import partial

from scipy.stats import loguniform

from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.budgeted import budgeted
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from tests.strategies.driving import drive, params_of, tell

SPACE = Space.from_params(
    [
        ({"kernel": ["linear"], "C": [0.1, 1.0, 10.0]}, 5),
        ({"kernel": ["rbf"], "C": loguniform(1e-2, 1e2)}, 8),
        ({"kernel": ["poly"], "degree": [2, 3, 4]}, 2),
    ]
)


def make(lag=1, **settings):
    return budgeted(SPACE, partial(ExpectedImprovement, seed=0, lag=lag), **settings)


def score(params):
    return float(params.get("C", 0)) % 7


def test_each_dict_gets_its_number_and_one_that_is_exhausted_gives_way():
    for lag in (1, 2, 4):
        history = drive(make(lag), score, 100)
        kernels = [params["kernel"] for params in params_of(history)]
        assert kernels == ["linear"] * 3 + ["rbf"] * 8 + ["poly"] * 2
        assert make(lag).ask(history, 1) == []


def test_it_goes_on_from_any_history():
    whole = drive(make(2), score, 100)
    for n in range(len(whole.candidates)):
        part = History(1)
        for trial in whole.trials[:n]:
            tell(part, part.open(trial.params, trial.candidate.note), trial.value)
        expected = whole.candidates[n]
        assert make(2).ask(part, 3) == [(expected.params, expected.note)]


def test_earlier_dicts_do_not_disturb():
    def others(params):
        return score(params) if params["kernel"] != "linear" else -1e9

    one, other = drive(make(), score, 100), drive(make(), others, 100)
    assert params_of(one)[3:] == params_of(other)[3:]


def test_pending_candidates_are_waited_for_before_a_dict_is_given_up():
    strategy, history = make(2), History(1)
    for params, note in [strategy.ask(history, 1)[0]]:
        history.open(params, note)
    history.open(*strategy.ask(history, 1)[0])
    assert strategy.ask(history, 1) == []
    tell(history, history.candidates[0], 0.0)
    history.open(*strategy.ask(history, 1)[0])
    tell(history, history.candidates[1], 0.0)
    assert strategy.ask(history, 1) == []
    tell(history, history.candidates[2], 0.0)
    assert strategy.ask(history, 1)[0][0]["kernel"] == "rbf"


def test_points_go_to_the_dict_that_contains_them():
    points = [
        {"kernel": "rbf", "C": 3.0},
        {"kernel": "poly", "degree": 4},
        {"kernel": "linear", "C": 10.0},
    ]
    history = drive(make(initial_points=points), score, 100)
    begin = [params_of(history)[number] for number in (0, 3, 11)]
    assert begin == [points[2], points[0], points[1]]


def test_no_budgets_no_wrapper():
    space = Space.from_params({"a": [1, 2]})
    strategy = budgeted(space, partial(ExpectedImprovement, seed=0, lag=1))
    assert isinstance(strategy, ExpectedImprovement)
