import itertools
import json
import math

import numpy as np
import pytest
from scipy.stats import loguniform

from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.numerical_descent import (
    NARROWEST,
    NEAR,
    WIDEST,
    NumericalDescent,
)
from tests.strategies.driving import drive, params_of, tell, values_of
from tests.strategies.test_expected_improvement import (
    DEPTH,
    FINITE,
    SMOOTH,
    SVC,
    depth,
    smooth,
    svc,
)

LATTICE = Space.from_params({"a": (0, 30), "b": (0, 30), "kind": ["x", "y", "z"]})


def lattice(params):
    a, b, kind = params["a"], params["b"], params["kind"]
    return -((a - 21) ** 2 + (b - 6) ** 2) / 400 - 0.2 * "zxy".index(kind)


def noisy(params):
    return smooth(params) + 0.01 * math.sin(1e4 * (params["x"] + math.log(params["C"])))


def finite(history):
    return [value for value in values_of(history) if math.isfinite(value)]


def make(space=SMOOTH, **settings):
    return NumericalDescent(space, **{"seed": 0, "lag": 1, **settings})


def steps_of(history):
    return [candidate.note["step"] for candidate in history.candidates]


def radii_of(history):
    notes = [candidate.note for candidate in history.candidates]
    return [note["radius"] for note in notes if note["step"] == "model"]


def n_before(history):
    return steps_of(history).index("model")


# --- where it gets, and when it ends


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_the_optimum_of_a_smooth_function_and_ends(seed):
    strategy = make(seed=seed)
    history = drive(strategy, smooth, 200)
    assert len(history.candidates) <= 26
    assert max(values_of(history)) > -1e-4 > max(values_of(history)[:5])
    # what ended stays ended, for one that begins anew as well
    assert strategy.ask(history, 1) == make(seed=seed).ask(history, 1) == []


@pytest.mark.parametrize("seed", range(3))
def test_from_points_that_are_near_it_needs_no_design_and_fewer_steps(seed):
    points = [{"C": 1.3, "x": 0.5}, {"C": 100.0, "x": 0.1}]
    near = drive(make(seed=seed, near=True, initial_points=points), smooth, 200)
    assert steps_of(near)[:3] == ["initial", "initial", "model"]
    assert max(radii_of(near)) <= NEAR
    whole = drive(make(seed=seed, initial_points=points), smooth, 200)
    assert len(near.candidates) < len(whole.candidates)
    assert max(values_of(near)) > smooth(points[0])


def test_it_ends_for_the_radius_and_not_before():
    """Where scores tell nothing."""
    history = drive(make(), lambda p: 0.7, 200)
    strategy, values = make(), np.array(values_of(history))
    assert strategy._radius(values) < NARROWEST
    assert strategy._radius(values[:-1]) >= NARROWEST
    assert NARROWEST <= min(radii_of(history)) < 1.5 * NARROWEST


def test_it_ends_before_that_where_no_gain_is_expected():
    history = drive(make(), smooth, 200)
    assert make()._radius(np.array(values_of(history))) > 2 * NARROWEST


def test_the_region_reaches_by_the_radius_or_to_the_next_value():
    first = {"a": 20, "b": 0, "kind": "z"}
    centre = LATTICE.encode(first)
    a, b, kind = (["a", "b", "kind"].index(c.name) for c in LATTICE.coordinates)
    for radius in (0.02, 0.2):
        low, high = make(LATTICE)._region(centre, radius)
        assert high[a] - centre[a] == pytest.approx(max(radius, 1.01 / 31))
        assert low[b] == 0
        assert (low[kind], high[kind]) == (0, 1)
    near = LATTICE.encode({"a": 21, "b": 1, "kind": "x"})
    low, high = make(LATTICE)._region(centre, 0.02)
    assert ((low <= near) & (near <= high)).all()


def test_what_does_not_exist_at_the_centre_may_be_anything():
    low, high = make(SVC)._region(SVC.encode({"kernel": "linear", "C": 1.0}), 0.1)
    widths = {c.name: h - x for c, x, h in zip(SVC.coordinates, low, high, strict=True)}
    assert widths["gamma"] == 1
    assert widths["C"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("space", "function", "best"),
    [(SVC, svc, 0.5), (DEPTH, depth, -1 / 80), (LATTICE, lattice, 0.0)],
    ids=["svc", "depth", "lattice"],
)
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.in_turn
def test_it_finds_the_optimum_in_other_spaces_and_ends(space, function, best, seed):
    """Of conditional parameters, and of integers and choices."""
    history = drive(make(space, seed=seed), function, 200)
    assert len(history.candidates) < 50
    assert best - 0.01 < max(values_of(history)) <= best
    assert all(space.contains(params) for params in params_of(history))


def test_every_alternative_is_looked_at():
    kernels = [params["kernel"] for params in params_of(drive(make(SVC), svc, 11))]
    assert set(kernels) == {"linear", "rbf", "poly"}


@pytest.mark.parametrize("seed", range(3))
def test_the_best_alternative_is_reached_from_another_one(seed):
    """All that is known of it is worse, but gets better on one side."""
    space = Space.from_params(
        [{"kind": ["a"], "x": (0.0, 1.0)}, {"kind": ["b"], "y": (0.0, 1.0)}]
    )
    first = [{"kind": "a", "x": x} for x in (0.5, 0.2)]
    first += [{"kind": "b", "y": y} for y in (0.1, 0.15, 0.8)]

    def function(params):
        a = params["kind"] == "a"
        return -((params["x"] - 0.5) ** 2) if a else 0.3 - 4 * (params["y"] - 0.43) ** 2

    strategy = make(space, seed=seed, initial_points=first, n_initial=5)
    values = values_of(drive(strategy, function, 60))
    assert max(values[:5]) == 0.0
    assert max(values) > 0.2


def test_a_branch_begins_near_where_it_was_best():
    """What the other alternative has not is told by what is known of its own."""
    space = Space.from_params(
        [
            {"kind": ["a"], "x": (0.0, 1.0)},
            {"kind": ["b"], "x": (0.0, 1.0), "y": (0.0, 1.0)},
        ]
    )
    first = [{"kind": "a", "x": x} for x in (0.5, 0.1)]
    first += [{"kind": "b", "x": 0.2, "y": y} for y in (0.1, 0.43, 0.8)]

    def function(params):
        a = params["kind"] == "a"
        return (0.0 if a else 0.25 - abs(params["y"] - 0.4)) - abs(params["x"] - 0.6)

    begun = []
    for seed in range(3):
        strategy = make(space, seed=seed, initial_points=first, n_initial=5)
        history = drive(strategy, function, 12)
        assert np.argmax(values_of(history)[:5]) == 0
        begun += [p["y"] for p in params_of(history)[5:] if p["kind"] == "b"][:1]
    assert len(begun) == 3
    assert max(abs(y - 0.43) for y in begun) < 0.15


def test_a_quadratic_of_many_parameters_is_climbed_to_its_top():
    """Where points drawn at random would hardly be."""
    space = Space.from_params(dict.fromkeys("abcdef", (0.0, 1.0)))

    def function(params):
        return -sum((value - 0.4) ** 2 for value in params.values())

    histories = [drive(make(space, seed=s), function, 40) for s in range(2)]
    assert min(max(values_of(history)) for history in histories) > -5e-4


def test_noise_does_not_lead_it_astray():
    gains = []
    for seed in range(3):
        history = drive(make(seed=seed), noisy, 200)
        assert len(history.candidates) < 40
        true = [smooth(params) for params in params_of(history)]
        chosen = true[np.argmax(values_of(history))]
        # about as much as the noise allows
        assert chosen > -0.01
        gains.append(chosen - max(true[:7]))
    assert np.mean(gains) > 0.02


# --- how it gets there


def test_first_the_initial_points_then_a_design_then_the_model():
    first = [{"x": 0.1, "C": 1.0}, {"x": 0.9, "C": 2.5}, {"x": 0.1, "C": 1.0}]
    history = drive(make(initial_points=first), smooth, 10)
    assert params_of(history)[:2] == first[:2]
    assert steps_of(history) == ["initial"] * 2 + ["design"] * 3 + ["model"] * 5
    assert (
        steps_of(drive(make(n_initial=3), smooth, 5)) == ["design"] * 3 + ["model"] * 2
    )


def test_the_seed_matters_and_scores_do_not_change_the_design():
    one, other = (params_of(drive(make(seed=s), smooth, 5)) for s in (1, 2))
    assert one != other
    assert params_of(drive(make(seed=1), lambda p: p["x"], 5)) == one


@pytest.mark.parametrize(
    ("space", "function", "lag"),
    [(SMOOTH, smooth, 1), (SMOOTH, noisy, 2), (SVC, svc, 1), (DEPTH, depth, 2)],
    ids=["smooth", "noisy", "svc", "depth"],
)
def test_the_radius_never_grows_and_shrinks_after_steps_that_failed(
    space, function, lag
):
    history = drive(make(space, lag=lag), function, 200)
    radii, values, n = radii_of(history), values_of(history), n_before(history)
    assert radii[0] == WIDEST
    assert radii == sorted(radii, reverse=True)
    failed = 0
    for i in range(n, n + len(radii) - lag):
        # what was known when i was suggested, and whose radius knows of i
        before, after = radii[i - n], radii[i - n + lag]
        if values[i] <= max(values[: i - lag + 1]):
            failed += 1
            assert after < before
    assert failed > 2


def test_a_step_that_is_better_does_not_shrink_the_radius():
    """Up a slope each step is better, until the bounds."""
    history = drive(make(), lambda p: p["x"] + np.log10(p["C"]), 200)
    radii, values, n = radii_of(history), values_of(history), n_before(history)
    better = [values[i] > max(values[:i]) + 0.01 for i in range(n, len(values) - 1)]
    assert any(better)
    pairs = itertools.pairwise(radii)
    for gained, (before, after) in zip(better, pairs, strict=True):
        assert (after == before) if gained else (after <= before)


def test_a_step_is_held_against_what_was_known_when_it_was_taken():
    """The second one is worse than the first, of which it did not know."""
    scores = [0.0] * 5 + [1.0, 0.5, 0.6, 0.6, 0.6]

    def radii(lag):
        told = iter(scores)
        return radii_of(drive(make(lag=lag), lambda p: next(told), len(scores)))

    assert radii(2)[:4] == [WIDEST] * 4
    assert radii(2)[4] < WIDEST
    assert radii(1)[:2] == [WIDEST] * 2
    assert radii(1)[2] < WIDEST


def test_a_tiny_gain_is_none():
    told = iter([0.0, -1.0, -2.0, -1.0, -2.0, 1e-4, 0.1, 0.1])
    radii = radii_of(drive(make(), lambda p: next(told), 8))
    assert radii[0] == WIDEST > radii[1] == radii[2]


@pytest.mark.parametrize(
    ("space", "function", "lag"),
    [(SMOOTH, smooth, 1), (SMOOTH, noisy, 2), (LATTICE, lattice, 1)],
    ids=["smooth", "noisy", "lattice"],
)
def test_no_step_leaves_the_region_around_the_best(space, function, lag):
    history = drive(make(space, lag=lag), function, 200)
    ordered = [c.kind != "categorical" for c in space.coordinates]
    U = np.array([space.encode(params) for params in params_of(history)])[:, ordered]
    cells = np.array([1 / c.size if c.size else 0.0 for c in space.coordinates])
    values, longest = values_of(history), 0.0
    for i in range(n_before(history), len(U)):
        radius = history.candidates[i].note["radius"] + 1e-4  # noted with 4 digits
        step = np.abs(U[i] - U[np.argmax(values[: i - lag + 1])])
        # an integer goes to the middle of the cell that the step ends in
        within = np.maximum(radius + 0.5 * cells, 1.02 * cells)[ordered]
        assert (step <= within).all()
        longest = max(longest, *step)
    assert longest > 0.1


@pytest.mark.parametrize(
    ("function", "lag"), [(smooth, 2), (noisy, 1), (lambda p: 0.7, 2)]
)
def test_no_step_ends_where_something_is_known(function, lag):
    history = drive(make(lag=lag), function, 200)
    U = np.array([SMOOTH.encode(params) for params in params_of(history)])
    apart = [
        np.abs(U[:i] - U[i]).max(axis=1).min() for i in range(n_before(history), len(U))
    ]
    assert 1e-3 < min(apart) < WIDEST


def test_where_values_are_few_none_is_tried_twice():
    space = Space.from_params({"a": (0, 6), "b": (0, 6)})
    history = drive(make(space), lambda p: -abs(p["a"] - 3) - abs(p["b"] - 3), 200)
    tried = {(params["a"], params["b"]) for params in params_of(history)}
    assert len(tried) == len(history.candidates)
    assert (3, 3) in tried
    assert 8 < len(tried) < 49


def test_integers_and_choices_move_to_neighbours():
    first = {"a": 20, "b": 7, "kind": "z"}
    history = drive(make(LATTICE, initial_points=[first]), lattice, 200)
    best = params_of(history)[np.argmax(values_of(history))]
    assert best == {"a": 21, "b": 6, "kind": "z"}
    steps = params_of(history)[n_before(history) :]
    assert {p["kind"] for p in steps} > {"z"}
    assert all(type(p["a"]) is int and type(p["kind"]) is str for p in steps)


# --- what is known, and when


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_a_suggestion_does_not_depend_on_what_is_known_too_early(lag):
    early = drive(make(lag=lag), smooth, 16)
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
    assert radii_of(late) == radii_of(early)


def test_results_may_come_in_any_order():
    expected = params_of(drive(make(lag=2), smooth, 16))
    strategy, history = make(lag=2), History(1)
    while len(history.candidates) < 16:
        asked = strategy.ask(history, 1)
        if asked:
            history.open(*asked[0])
        else:
            newest = history.pending[-1]
            tell(history, newest, smooth(newest.params))
    assert params_of(history) == expected
    assert params_of(drive(make(), smooth, 16)) != expected


def test_what_is_in_the_air_keeps_others_away():
    strategy, history = make(lag=2), drive(make(lag=2), smooth, 9)
    history.open(*strategy.ask(history, 1)[0])
    ((params, _),) = strategy.ask(history, 1)
    pending = SMOOTH.encode(history.pending[0].params)
    distance = np.abs(SMOOTH.encode(params) - pending).max()
    assert distance > 1e-3


def test_the_memo_need_not_be_right():
    strategy = make()
    drive(strategy, smooth, 10)
    other = drive(make(seed=3), smooth, 10)
    assert len(other.candidates) == 10
    assert strategy.ask(other, 1) == make().ask(other, 1)


def test_notes_survive_json():
    history, again = drive(make(), smooth, 12), History(1)
    for trial in history.trials:
        note = json.loads(json.dumps(trial.candidate.note))
        tell(again, again.open(trial.params, note), trial.value)
    assert len(make().ask(history, 1)) == 1
    assert make().ask(again, 1) == make().ask(history, 1)


def test_it_starts_from_what_is_known_from_elsewhere():
    rng = np.random.default_rng(0)
    prior = [(params, smooth(params)) for params in SMOOTH.sample(20, rng)]
    best, score = max(prior, key=lambda pair: pair[1])
    prior += [({"x": 7.0, "C": 1.0}, 5.0), ({"x": 0.9, "C": 1.0}, math.nan)]
    history = drive(make(prior=prior), smooth, 200)
    assert set(steps_of(history)) == {"model"}
    first = SMOOTH.encode(params_of(history)[0])
    assert np.abs(first - SMOOTH.encode(best)).max() <= WIDEST + 1e-9
    assert max(values_of(history)) > max(score, -1e-4)
    assert len(history.candidates) < 20


def test_what_is_known_from_elsewhere_is_what_a_step_is_held_against():
    prior = [({"x": x, "C": 1.0}, 5.0 - x) for x in np.linspace(0, 1, 9)]
    radii = radii_of(drive(make(prior=prior), smooth, 200))
    assert all(after < before for before, after in itertools.pairwise(radii))


def test_some_results_from_elsewhere_shorten_the_design():
    prior = [({"x": 0.5, "C": 1.0}, -0.1), ({"x": 0.6, "C": 1.0}, -0.2)]
    history = drive(make(prior=prior), smooth, 8)
    assert steps_of(history) == ["design"] * 3 + ["model"] * 5


def test_it_goes_on_after_candidates_of_others():
    history = History(1)
    for number in range(4):
        tell(history, history.open({"other": number}), 100.0)
    drive(make(first=4), smooth, 60, history)
    assert max(values_of(history)[4:]) > -1e-3
    assert 10 < len(history.candidates) < 60


# --- odd scores, and small spaces


def test_it_fills_the_space_while_all_fails():
    history = drive(make(), lambda p: math.nan, 40)
    assert steps_of(history) == ["design"] * 40
    points = np.array([SMOOTH.encode(params) for params in params_of(history)])
    assert np.ptp(points, axis=0).min() > 0.9


def test_it_begins_its_steps_with_the_first_that_does_not_fail():
    fails = itertools.count()
    history = drive(make(), lambda p: math.nan if next(fails) < 12 else smooth(p), 16)
    assert steps_of(history) == ["design"] * 13 + ["model"] * 3
    assert radii_of(history)[0] == WIDEST


def test_it_gets_close_to_a_border_beyond_which_fits_fail():
    def fails_beyond(p):
        return math.nan if p["x"] > 0.25 else smooth(p)

    found = [max(finite(drive(make(seed=s), fails_beyond, 60))) for s in range(3)]
    assert np.mean(found) > -(0.05**2) - 8e-4


@pytest.mark.parametrize("lag", [1, 3])
def test_it_ends_where_scores_are_constant(lag):
    history = drive(make(lag=lag), lambda p: 0.7, 200)
    assert 8 < len(history.candidates) < 30
    radii = radii_of(history)
    assert all(b < a for a, b in zip(radii, radii[lag:], strict=False))


@pytest.mark.parametrize(
    ("function", "lag"),
    [
        (lambda p: math.nan if p["x"] < 0.25 else smooth(p), 1),
        (lambda p: -1e300 if p["x"] < 0.2 else smooth(p), 3),
        (lambda p: round(smooth(p), 2), 1),
        (lambda p: -math.inf if p["x"] < 0.2 else smooth(p), 3),
    ],
    ids=["some fail", "huge", "ties", "infinite"],
)
def test_odd_scores(function, lag):
    history = drive(make(lag=lag), function, 200)
    points = np.array([SMOOTH.encode(params) for params in params_of(history)])
    assert len(np.unique(np.round(points, 9), axis=0)) == len(points) < 40
    assert max(smooth(p) for p in params_of(history)) > -0.01


@pytest.mark.parametrize("lag", [1, 2])
@pytest.mark.parametrize(
    "space",
    [
        FINITE,
        Space.from_params({"a": [1]}),
        Space.from_params([{"a": [1, 2]}, {"a": [2, 3]}, {"b": [True]}]),
        Space.from_params({"n": [2.0, 2.5], "log": (1, 9, "log-uniform")}),
    ],
    ids=["choices", "one", "overlapping dicts", "log"],
)
@pytest.mark.in_turn
def test_a_small_space_is_gone_through(space, lag):
    strategy = make(space, lag=lag)
    history = drive(strategy, lambda p: 0.1 * len(repr(p)), 100)
    tried = [repr(params) for params in params_of(history)]
    assert len(tried) == len(set(tried))
    everything = {repr(p) for p in space.sample(2000, np.random.default_rng(0))}
    assert set(tried) == everything
    assert strategy.ask(history, 1) == []


def test_many_parameters():
    space = Space.from_params(
        {f"p{i:02}": loguniform(1e-2, 1e2) if i % 2 else (0.0, 1.0) for i in range(12)}
    )
    history = drive(make(space), lambda p: -sum(space.encode(p)), 60)
    values, n = values_of(history), n_before(history)
    assert n == 15
    assert max(values) > max(values[:n]) + 2


def test_small_gains_at_the_end_do_not_widen_the_region_again():
    """Late, when most points are good, they would be large beside the spread."""
    calls = itertools.count()

    def function(params):
        i = next(calls)
        return [-1.0, -1.0, 0.0, -1.0, -1.0][i] if i < 5 else 5e-4 * (i - 4)

    history = drive(make(Space.from_params({"x": (0.0, 1.0)})), function, 100)
    radii = radii_of(history)
    assert radii == sorted(radii, reverse=True)
    assert len(history.candidates) < 30
