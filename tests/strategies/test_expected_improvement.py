import json
import math

import numpy as np
import pytest
from scipy.stats import loguniform, randint

from sk_hpo.gp.climb import climb
from sk_hpo.gp.regression import Posterior
from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.model.score_model import ScoreModel
from sk_hpo.trial import SplitResult
from tests.strategies.driving import drive, params_of, tell, values_of

SMOOTH = Space.from_params({"x": (0.0, 1.0), "C": loguniform(1e-3, 1e3)})
SVC = Space.from_params(
    [
        {"kernel": ["linear"], "C": loguniform(1e-3, 1e3)},
        {
            "kernel": ["rbf"],
            "C": loguniform(1e-3, 1e3),
            "gamma": loguniform(1e-4, 10),
        },
        {"kernel": ["poly"], "C": loguniform(1e-3, 1e3), "degree": (2, 5)},
    ]
)
DEPTH = Space.from_params(
    {"max_depth": [None, randint(2, 31)], "min_samples_leaf": (1, 40)}
)
FINITE = Space.from_params({"a": [1, 2, 5], "b": ["x", "y"], "c": [None, ("x", "y")]})


def smooth(params):
    return -((params["x"] - 0.3) ** 2) - (np.log10(params["C"]) - 1) ** 2 / 20


def svc(params):
    value = -((np.log10(params["C"]) - 1) ** 2) / 20
    if params["kernel"] == "rbf":
        return value + 0.5 - (np.log10(params["gamma"]) + 2) ** 2 / 10
    return value + 0.1 * params.get("degree", 0) - 0.3


def depth(params):
    d = params["max_depth"]
    return (-0.5 if d is None else -abs(d - 8) / 20) - params["min_samples_leaf"] / 80


def make(space=SMOOTH, **settings):
    return ExpectedImprovement(space, **{"seed": 0, "lag": 1, **settings})


def settle(monkeypatch, n_scores):
    for module in ("model.score_model", "expected_improvement"):
        monkeypatch.setattr(f"sk_hpo.strategies.{module}.SETTLED", n_scores)


def test_it_finds_the_optimum_of_a_smooth_function():
    found = [max(values_of(drive(make(seed=s), smooth, 25))) for s in range(3)]
    rng = np.random.default_rng(0)
    at_random = [max(smooth(p) for p in SMOOTH.sample(100, rng)) for _ in range(3)]
    assert max(-f for f in found) < 2e-4
    assert np.mean(found) > np.mean(at_random)


@pytest.mark.parametrize(
    ("space", "function", "best"), [(SVC, svc, 0.5), (DEPTH, depth, -1 / 80)]
)
def test_it_finds_the_optimum_where_parameters_are_conditional(space, function, best):
    history = drive(make(space), function, 30)
    assert max(values_of(history)) > best - 0.04
    assert all(space.contains(params) for params in params_of(history))


def test_first_the_initial_points_then_a_design_then_the_model():
    first = [{"x": 0.1, "C": 1.0}, {"x": 0.9, "C": 2.5}, {"x": 0.1, "C": 1.0}]
    history = drive(make(initial_points=first), smooth, 9)
    members = [candidate.note["member"] for candidate in history.candidates]
    assert params_of(history)[:2] == first[:2]
    assert members[:2] == ["initial"] * 2
    # the second initial point takes the place of one of five
    assert members[2:6] == ["design"] * 4
    assert "design" not in members[6:]
    assert len(history.candidates[-1].note["hyperparameters"]) == 4


def test_the_seed_matters_and_scores_do_not_change_the_design():
    one, other = (params_of(drive(make(seed=s), smooth, 3)) for s in (1, 2))
    assert one != other
    assert params_of(drive(make(seed=1), lambda p: p["x"], 3)) == one


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_a_suggestion_does_not_depend_on_what_is_known_too_early(lag, monkeypatch):
    settle(monkeypatch, 6)
    early = drive(make(lag=lag), smooth, 16)
    members = {candidate.note["member"] for candidate in early.candidates}
    assert members == {"design", "expected improvement", "rough"}
    strategy, late = make(lag=lag), History(1)
    while len(late.candidates) < 16:
        asked = strategy.ask(late, 5)
        if asked:
            late.open(*asked[0])
        else:
            # the newest that is not needed yet stays unknown as long as it may
            oldest = late.pending[0]
            tell(late, oldest, smooth(oldest.params))
        assert len(late.pending) <= lag
    assert params_of(late) == params_of(early)


def test_scale_and_shift_of_the_scores_do_not_matter():
    one = params_of(drive(make(), smooth, 12))
    other = params_of(drive(make(), lambda p: 512 * smooth(p) - 1024, 12))
    for a, b in zip(one, other, strict=True):
        assert b["x"] == pytest.approx(a["x"], abs=1e-3)
        assert math.log10(b["C"]) == pytest.approx(math.log10(a["C"]), abs=6e-3)


def test_it_waits_for_what_it_may_depend_on():
    strategy, history = make(lag=2), History(1)
    for _ in range(2):
        history.open(*strategy.ask(history, 1)[0])
    assert strategy.ask(history, 1) == []
    tell(history, history.candidates[1], 0.0)
    assert strategy.ask(history, 1) == []
    tell(history, history.candidates[0], 0.0)
    assert len(strategy.ask(history, 4)) == 1


def test_pending_candidates_keep_others_away():
    history = drive(make(), smooth, 15)
    lag_1, lag_2 = make(), make(lag=2)
    for _ in range(3):
        params, note = lag_1.ask(history, 1)[0]
        tell(history, history.open(params, note), smooth(params))
        one_more = lag_2.ask(history, 1)[0][0]
        assert one_more != params


def test_a_suggestion_knows_what_is_pending(monkeypatch):
    history, strategy = drive(make(), smooth, 15), make(lag=2)
    tell(history, history.open(*make().ask(history, 1)[0]), 0.0)
    ((knowing, _),) = strategy.ask(history, 1)
    monkeypatch.setattr(Posterior, "with_pending", lambda self, Z: self)
    ((unknowing, _),) = strategy.ask(history, 1)
    assert knowing != unknowing


def test_a_suggestion_is_the_top_of_a_hill(monkeypatch):
    climbed = []

    def witnessed(score, slopes, terrain, U):
        tops, values = climb(score, slopes, terrain, U)
        climbed.append((score(U).max(), values.max(), tops[values.argmax()]))
        return tops, values

    history = drive(make(), smooth, 8)
    monkeypatch.setattr("sk_hpo.strategies.model.ranking.climb", witnessed)
    ((params, _),) = make().ask(history, 1)
    ((start, end, top),) = climbed
    assert end > start
    np.testing.assert_allclose(SMOOTH.encode(params), top, atol=1e-9)


def test_the_memo_need_not_be_right():
    strategy = make()
    drive(strategy, smooth, 10)
    other = drive(make(seed=3), smooth, 10)
    assert strategy.ask(other, 1) == make().ask(other, 1)


def test_hyperparameters_are_fitted_anew_less_and_less_often(monkeypatch):
    settle(monkeypatch, 10)
    history = drive(make(), smooth, 32)
    noted = [candidate.note.get("hyperparameters") for candidate in history.candidates]
    new = [k for k in range(6, 32) if noted[k] != noted[k - 1]]
    # with 10 scores, with 20, with 30 another one goes by
    assert new == [*range(6, 11), *range(12, 20, 2), *range(21, 30, 3)]


@pytest.mark.parametrize("lag", [2, 3])
def test_with_a_lag_hyperparameters_are_fitted_for_the_same_candidates(
    lag, monkeypatch
):
    settle(monkeypatch, 10)
    history = drive(make(lag=lag), smooth, 32)
    noted = [candidate.note.get("hyperparameters") for candidate in history.candidates]
    new = {k for k in range(12, 32) if noted[k] != noted[k - 1]}
    # candidate k knows k + 1 - lag scores: another one goes by for each 10 of them
    assert new == {k for k in range(12, 32) if k % (1 + (k + 1 - lag) // 10) == 0}


def test_every_other_candidate_is_of_a_rougher_model(monkeypatch):
    settle(monkeypatch, 10)
    rough, plain = drive(make(), smooth, 13), drive(make(), smooth, 11)
    members = [candidate.note["member"] for candidate in rough.candidates[6:]]
    assert members == ["expected improvement"] * 5 + ["rough", "expected improvement"]
    monkeypatch.setattr("sk_hpo.strategies.expected_improvement.ROUGHER", 1.0)
    drive(make(), smooth, 12, plain)
    assert params_of(rough)[:11] == params_of(plain)[:11]
    assert params_of(rough)[11] != params_of(plain)[11]


def test_hyperparameters_are_noted_as_they_were_fitted(monkeypatch):
    settle(monkeypatch, 10)
    history = drive(make(), smooth, 18)
    plain, rough = (candidate.note for candidate in history.candidates[-2:])
    assert (plain["member"], rough["member"]) == ("expected improvement", "rough")
    assert plain["hyperparameters"] == rough["hyperparameters"]


def test_failures_and_results_from_elsewhere_count_as_the_model_has_them(monkeypatch):
    settle(monkeypatch, 10)

    def members(function, **settings):
        history = drive(make(**settings), function, 14)
        return [candidate.note["member"] for candidate in history.candidates]

    def half(p):
        return math.nan if p["x"] > 0.5 else smooth(p)

    prior = [(p, smooth(p)) for p in SMOOTH.sample(8, np.random.default_rng(0))]
    assert "rough" not in members(half)[:12]
    assert "rough" in members(smooth, prior=prior)[:5]


def test_notes_survive_json():
    history, again = drive(make(), smooth, 12), History(1)
    for trial in history.trials:
        note = json.loads(json.dumps(trial.candidate.note))
        tell(again, again.open(trial.params, note), trial.value)
    assert make().ask(again, 1) == make().ask(history, 1)


@pytest.mark.parametrize(
    ("function", "lag"),
    [
        (lambda p: math.nan, 1),
        (lambda p: math.nan if p["x"] < 0.5 else smooth(p), 3),
        (lambda p: 0.7, 1),
        (lambda p: round(smooth(p), 1), 3),
        (lambda p: -1e300 if p["x"] < 0.2 else smooth(p), 1),
        (lambda p: math.inf if p["x"] < 0.2 else smooth(p), 3),
        (lambda p: 1.0 if p["x"] < 0.5 else math.nan, 1),
    ],
    ids=["all fail", "half fail", "constant", "ties", "huge", "infinite", "1 or nan"],
)
def test_odd_scores(function, lag):
    history = drive(make(lag=lag), function, 30)
    points = np.array([SMOOTH.encode(params) for params in params_of(history)])
    assert len(np.unique(np.round(points, 9), axis=0)) == 30
    # it has found what one in 50 random candidates has, or goes on looking everywhere
    drawn = [function(p) for p in SMOOTH.sample(500, np.random.default_rng(0))]
    others = [value for value in drawn if math.isfinite(value)]
    found = [value for value in values_of(history) if math.isfinite(value)]
    if len(set(others)) < 2 or max(found) < np.quantile(others, 0.98):
        assert np.ptp(points[8:], axis=0).min() > 0.3


@pytest.mark.parametrize("lag", [1, 3])
def test_all_fail_but_one(lag):
    only = {"x": 0.3, "C": 1.0}
    strategy = make(initial_points=[only], lag=lag)
    history = drive(strategy, lambda p: 0.5 if p == only else math.nan, 20)
    points = np.array([SMOOTH.encode(params) for params in params_of(history)])
    assert len(np.unique(np.round(points, 9), axis=0)) == 20
    # it looks for others near and far
    distance = np.abs(points[1:] - points[0]).max(axis=1)
    assert distance.min() < 0.2
    assert distance.max() > 0.5


@pytest.mark.parametrize("lag", [1, 3])
def test_nearly_all_fails(lag):
    start = {"x": 0.3, "C": 1.0}
    near = SMOOTH.encode(start)

    def island(params):
        # 6 % of the space
        inside = np.abs(SMOOTH.encode(params) - near).max() < 0.12
        return smooth(params) if inside else math.nan

    history = drive(make(initial_points=[start], lag=lag), island, 30)
    assert np.isfinite(values_of(history)[8:]).sum() > 6


def test_few_different_scores():
    # accuracy on 60 rows
    history = drive(make(), lambda p: round(60 * smooth(p)) / 60, 30)
    assert max(values_of(history)) == 0
    assert values_of(history).count(0) > 3


def test_an_integer_of_many_values():
    space = Space.from_params({"n": (1, 1000)})
    history = drive(make(space), lambda p: -abs(p["n"] - 137), 40)
    assert {"n": 137} in params_of(history)
    space = Space.from_params({"n": (1, 80)})
    history = drive(make(space), lambda p: 1.0, 85)
    assert len(history.candidates) == 80


def test_more_scores_than_the_model_is_made_of(monkeypatch):
    monkeypatch.setattr("sk_hpo.strategies.model.score_model.FITTED", 10)
    monkeypatch.setattr("sk_hpo.strategies.model.score_model.MODELLED", 20)
    history = drive(make(), lambda p: math.nan if p["x"] > 0.6 else smooth(p), 60)
    assert np.nanmax(values_of(history)) > -1e-3
    assert sum(params["x"] > 0.6 for params in params_of(history)[20:]) < 10
    known, scores = make().observations(*history.before(60, 1)), ScoreModel(SMOOTH)
    acquisition, *_ = scores.acquisition(known, *scores.fit(known))
    assert len(acquisition.feasibility.labels.X) == 10


def test_it_does_not_stay_where_nothing_is_left_to_win():
    history = drive(make(), smooth, 40)
    points = np.array([SMOOTH.encode(params) for params in params_of(history)])
    apart = np.abs(points[:, None] - points).max(axis=2)[np.triu_indices(40, 1)]
    assert apart.min() > 0.001


@pytest.mark.parametrize(
    ("border", "most"), [(0.6, 4), (0.25, 9)], ids=["best inside", "best at it"]
)
def test_it_leaves_a_region_that_fails(border, most):
    history = drive(make(), lambda p: math.nan if p["x"] > border else smooth(p), 40)
    assert sum(params["x"] > border for params in params_of(history)[-20:]) < most
    assert np.nanmax(values_of(history)) > -(max(0.3 - border, 0) ** 2) - 1e-3


def test_it_does_not_stay_where_it_is_safe():
    def half(p):
        return math.nan if p["x"] < 0.5 else smooth(p)

    for seed in range(3):
        found = np.nanmax(values_of(drive(make(seed=seed), half, 30)))
        assert found > -(0.2**2) - 4e-3


@pytest.mark.parametrize("lag", [1, 2])
@pytest.mark.parametrize(
    "space",
    [
        FINITE,
        Space.from_params({"a": [1]}),
        Space.from_params({"a": (0, 3), "b": [None, 1, randint(1, 4)]}),
        Space.from_params([{"a": [1, 2]}, {"a": [2, 3]}, {"b": [True]}]),
        Space.from_params({"n": [2.0, 2.5], "log": (1, 9, "log-uniform")}),
    ],
    ids=["choices", "one", "overlapping ranges", "overlapping dicts", "log"],
)
@pytest.mark.in_turn
def test_a_finite_space_ends_when_all_has_been_tried(space, lag):
    strategy = make(space, lag=lag)
    history = drive(strategy, lambda p: 0.1 * len(repr(p)), 100)
    tried = [repr(params) for params in params_of(history)]
    assert len(tried) == len(set(tried))
    everything = {repr(p) for p in space.sample(2000, np.random.default_rng(0))}
    assert set(tried) == everything
    assert strategy.ask(history, 1) == []
    assert make(space, lag=lag).ask(history, 1) == []


def test_a_large_finite_space_ends_too(monkeypatch):
    for module in ("model.ranking", "expected_improvement"):
        monkeypatch.setattr(f"sk_hpo.strategies.{module}.SMALL", 5)
    monkeypatch.setattr("sk_hpo.strategies.expected_improvement.N_TRIES", 1)
    history = drive(make(FINITE), lambda p: p["a"], 100)
    assert len(history.candidates) == FINITE.n_candidates


def test_what_is_known_from_elsewhere_is_used_and_not_counted():
    rng = np.random.default_rng(0)
    prior = [(params, smooth(params)) for params in SMOOTH.sample(20, rng)]
    prior += [({"x": 7.0, "C": 1.0}, 5.0), ({"x": 0.9, "C": 1.0}, math.nan)]
    history = drive(make(prior=prior), smooth, 6)
    assert history.candidates[0].note["member"] != "design"
    assert max(value for _, value in prior[:20]) < -2e-3
    assert min(values_of(history)) > -1e-3


def test_all_of_a_space_known_from_elsewhere_may_be_tried_again():
    points = FINITE.sample(60, np.random.default_rng(0))
    history = drive(make(FINITE, prior=[(p, p["a"]) for p in points]), len, 3)
    assert [params["a"] for params in params_of(history)] == [5, 5, 5]


def test_a_space_of_one_candidate_that_is_known_from_elsewhere():
    one = {"a": 1}
    strategy = make(Space.from_params({"a": [1]}), prior=[(one, 0.5)] * 9)
    history = drive(strategy, len, 3)
    assert params_of(history) == [one]


def test_it_goes_on_after_candidates_of_others():
    history = History(1)
    for number in range(4):
        tell(history, history.open({"other": number}), 100.0)
    drive(make(first=4), smooth, 30, history)
    assert max(values_of(history)[4:]) > -1e-3


def test_many_parameters():
    space = Space.from_params({f"p{i:02}": (0.0, 1.0) for i in range(30)})
    history = drive(make(space), lambda p: -sum(p.values()), 45)
    values = values_of(history)
    assert max(values[35:]) > max(values[:33])


def test_many_choices_beside_as_many_numbers_without_influence():
    choices = [f"c{i:02}" for i in range(12)]
    numbers = {f"n{i:02}": (0.0, 1.0) for i in range(12)}
    space = Space.from_params({**{name: list("abc") for name in choices}, **numbers})

    def right(params):
        return sum(params[name] == "b" for name in choices)

    # one in three is right by chance, and the best of 50 random candidates has 7 to 10
    history = drive(make(space), right, 50)
    assert max(values_of(history)) >= 11


def test_a_model_is_suggested_once():
    spec = {"a": [1, 2, 3, 4], "b": ["x", "y", "z"]}
    space = Space.from_params(spec).ignoring(
        lambda params, _: {"a"} if params["b"] == "x" else set()
    )
    history = drive(make(space), lambda p: 0.1 * p["a"], 20)
    models = {(p["b"], None if p["b"] == "x" else p["a"]) for p in params_of(history)}
    assert len(history.candidates) == len(models) == 9


@pytest.mark.parametrize("hurries", [True, False])
def test_improvement_per_second_tries_more_of_what_is_fast(hurries):
    space = Space.from_params({"x": (0.0, 1.0), "slow": [False, True]})
    strategy = ExpectedImprovement(space, seed=0, lag=1, per_second=lambda: hurries)
    history = History(1)
    while len(history.candidates) < 14:
        for params, note in strategy.ask(history, 1):
            candidate = history.open(params, note)
            value = math.sin(7 * params["x"])
            seconds = 10.0 if params["slow"] else 0.1
            args = None, 1, seconds, 0.0, None
            history.tell(SplitResult(candidate.id, 0, value, *args))
    n_slow = sum(candidate.params["slow"] for candidate in history.candidates)
    assert n_slow <= 3 if hurries else n_slow >= 6
