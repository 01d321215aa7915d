import copy
import math
import pickle

import numpy as np
import pytest
from scipy.stats import loguniform, spearmanr

from sk_hpo.history import History
from sk_hpo.search.surrogate import Surrogate
from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from tests.strategies.driving import drive, params_of, tell, values_of
from tests.strategies.test_expected_improvement import (
    DEPTH,
    SMOOTH,
    SVC,
    depth,
    smooth,
    svc,
)

PROBLEMS = pytest.mark.parametrize(
    ("space", "function"),
    [(SMOOTH, smooth), (SVC, svc), (DEPTH, depth)],
    ids=["smooth", "svc", "depth"],
)


def searched(space=SMOOTH, function=smooth, n=30):
    return drive(ExpectedImprovement(space, seed=0, lag=1), function, n)


def surrogate(space=SMOOTH, function=smooth, n=30):
    return Surrogate(space, searched(space, function, n).trials)


def drawn(space, function, n=300):
    """Candidates that no search has seen, and their scores."""
    candidates = space.sample(n, np.random.default_rng(17))
    return candidates, np.array([function(params) for params in candidates])


@PROBLEMS
def test_what_was_observed_is_predicted(space, function):
    history = searched(space, function)
    mean = Surrogate(space, history.trials).predict(params_of(history))
    off = np.abs(mean - values_of(history))
    assert off.max() < 0.05 * np.ptp(values_of(history))


@PROBLEMS
def test_it_knows_how_well_it_knows_other_candidates(space, function):
    candidates, scores = drawn(space, function)
    mean, std = surrogate(space, function).predict(candidates, True)
    assert mean.shape == std.shape == (300,)
    assert np.mean(np.abs(mean - scores) < 2 * std) > 0.9
    assert spearmanr(mean, scores).statistic > 0.9
    assert np.median(std) < scores.std()


def test_an_interval_covers_noisy_scores_no_more_than_it_has_to():
    rng = np.random.default_rng(0)
    history = searched(function=lambda p: smooth(p) + 0.03 * rng.normal(), n=50)
    model = Surrogate(SMOOTH, history.trials)
    candidates, scores = drawn(SMOOTH, smooth)
    mean, std = model.predict(candidates, return_std=True)
    assert np.mean(np.abs(mean - scores) < 2 * std) > 0.8
    assert 0.01 < model.noise < 0.1


def test_the_mean_and_the_deviation_are_of_scores():
    """Against draws from the model, carried back to scores one by one."""
    model = surrogate(n=12)
    candidates, _ = drawn(SMOOTH, smooth, 20)
    mean, std = model.predict(candidates, return_std=True)
    posterior, output = model._fitted
    points = np.array([SMOOTH.encode(params) for params in candidates])
    m, s = posterior.predict(model._model.columns.of(points))
    z = m + s * np.random.default_rng(0).normal(size=(20_000, 20))
    values = [-trial.value for trial in model.trials]
    best, worst = min(values), max(values)
    y = np.clip(output.inverse(z), 2 * best - worst, 2 * worst - best)
    assert mean == pytest.approx(-y.mean(axis=0), abs=0.02 * (worst - best))
    assert std == pytest.approx(y.std(axis=0), rel=0.05, abs=1e-3 * (worst - best))


def test_a_deviation_is_small_at_what_was_tried_and_large_far_away():
    model = surrogate(n=15)
    _, known = model.predict([t.params for t in model.trials], return_std=True)
    _, other = model.predict(drawn(SMOOTH, smooth)[0], return_std=True)
    assert np.median(known) < 0.1 * np.median(other)


def test_units_of_scores():
    """A million times the score: a million times the prediction and its deviation."""
    candidates, _ = drawn(SMOOTH, smooth, 10)
    history, scaled = searched(), History(1)
    for trial in history.trials:
        candidate = scaled.open(trial.params, trial.candidate.note)
        tell(scaled, candidate, 1e6 * trial.value)
    one = Surrogate(SMOOTH, history.trials).predict(candidates, return_std=True)
    other = Surrogate(SMOOTH, scaled.trials).predict(candidates, return_std=True)
    assert np.allclose(1e6 * np.array(one), other, rtol=1e-3)


def test_length_scales_tell_what_matters():
    scales = surrogate(function=lambda p: math.sin(9 * p["x"])).length_scales
    assert list(scales) == ["C", "x"]
    assert scales["x"] < 0.5 < 2 < scales["C"]
    assert {type(scale) for scale in scales.values()} == {float}


def test_length_scales_of_conditional_parameters():
    assert set(surrogate(SVC, svc, 15).length_scales) == {
        "(alternative)",
        "C",
        "degree",
        "gamma",
    }
    # its choice of None, and its range
    assert list(surrogate(DEPTH, depth, 15).length_scales) == [
        "max_depth",
        "min_samples_leaf",
    ]


def test_a_parameter_with_several_places_has_the_smallest_scale():
    model = surrogate(DEPTH, depth, 15)
    posterior, _ = model._fitted
    places = np.array(model._model.columns.names) == "max_depth"
    assert places.sum() == 2
    smallest = np.exp(posterior.theta[:-2][places].min())
    assert model.length_scales["max_depth"] == pytest.approx(smallest)


def test_failed_candidates_say_nothing_of_scores():
    def fails(params):
        return math.nan if params["x"] > 0.6 else smooth(params)

    model = surrogate(function=fails)
    candidates, scores = drawn(SMOOTH, smooth)
    scored = np.array([params["x"] < 0.6 for params in candidates])
    mean = model.predict(candidates)
    assert np.isfinite(mean).all()
    assert np.corrcoef(mean[scored], scores[scored])[0, 1] > 0.8
    assert "of 30 candidates (" in repr(model)
    assert " failed)" in repr(model)


@pytest.mark.parametrize(
    "function",
    [
        lambda p: 0.7,
        lambda p: math.nan if p["x"] < 0.5 else 1.0,
        lambda p: -1e300 if p["x"] < 0.2 else smooth(p),
        lambda p: math.copysign(5e307, p["x"] - 0.5),
        lambda p: math.inf if p["x"] < 0.2 else smooth(p),
        lambda p: round(smooth(p), 1),
    ],
    ids=["constant", "1 or nan", "huge", "largest", "infinite", "ties"],
)
def test_odd_scores(function):
    model = surrogate(function=function, n=20)
    mean, std = model.predict(drawn(SMOOTH, smooth)[0], return_std=True)
    assert np.isfinite(mean).all()
    assert (std >= 0).all()
    assert repr(model).startswith("<Surrogate of 20 candidates")


def test_catastrophes_leave_the_rest_visible():
    model = surrogate(function=lambda p: -1e6 if p["x"] < 0.2 else smooth(p))
    candidates, scores = drawn(SMOOTH, smooth)
    good = np.array([params["x"] > 0.25 for params in candidates])
    assert spearmanr(model.predict(candidates)[good], scores[good]).statistic > 0.9


def test_results_from_elsewhere_are_known():
    prior = [(params, smooth(params)) for params in drawn(SMOOTH, smooth, 25)[0]]
    alone = Surrogate(SMOOTH, [], prior)
    assert spearmanr(*_seen(alone)).statistic > 0.95
    assert "of 25 candidates" in repr(alone)
    assert "of 31 candidates" in repr(Surrogate(SMOOTH, searched(n=6).trials, prior))


def _seen(model):
    candidates = SMOOTH.sample(200, np.random.default_rng(3))
    return model.predict(candidates), [smooth(params) for params in candidates]


def test_nothing_to_model():
    with pytest.raises(ValueError, match="no candidate is complete yet"):
        Surrogate(SMOOTH, [])
    with pytest.raises(ValueError, match=r"all 3 complete candidates have failed"):
        surrogate(function=lambda p: math.nan, n=3)


@pytest.mark.parametrize(
    ("space", "params", "message"),
    [
        (SMOOTH, {"x": 0.5}, r"got the parameters \['x'\], expected \['C', 'x'\]"),
        (
            SMOOTH,
            {"x": 0.5, "C": 1.0, "d": 1},
            r"got the parameters \['C', 'd', 'x'\], expected \[",
        ),
        (SMOOTH, {"x": 1.5, "C": 1.0}, r"parameter 'x': 1.5 .float. is not in Real\("),
        (
            SVC,
            {"kernel": "rbf", "C": 1.0},
            "parameter 'kernel': 'rbf' .str. is not in",
        ),
        (
            SVC,
            {"kernel": "rbf", "C": 1.0, "gamma": 11},
            r"parameter 'gamma': 11 .int. is not in Real\(",
        ),
        (
            SVC,
            {"kernel": "cosine", "C": 1.0},
            "parameter 'kernel': 'cosine' .str. is not",
        ),
    ],
)
def test_candidates_outside_the_space(space, params, message):
    model = surrogate(space, smooth if space is SMOOTH else svc, 8)
    inside = model.trials[0].params
    with pytest.raises(ValueError, match=f"candidate 1 is not in the space: {message}"):
        model.predict([inside, params])


@pytest.mark.parametrize("wrong", [{"x": 0.5, "C": 1.0}, "x", 3, [3], ["x"]], ids=repr)
def test_what_is_no_list_of_candidates(wrong):
    with pytest.raises(TypeError, match="dict"):
        surrogate(n=6).predict(wrong)


def test_no_candidate():
    mean, std = surrogate(n=6).predict([], return_std=True)
    assert mean.shape == std.shape == (0,)


def test_a_space_with_nothing_to_vary():
    one = Space.from_params({"a": [1], "C": loguniform(1, 2)})
    assert list(surrogate(one, lambda p: p["C"], 8).length_scales) == ["C"]
    single = Space.from_params({"a": [1]})
    model = surrogate(single, lambda p: 0.3, 8)
    assert model.length_scales == {}
    assert model.predict([{"a": 1}]) == pytest.approx([0.3])


@pytest.mark.parametrize(
    "way", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy]
)
def test_copies_predict_the_same_and_carry_no_model(way):
    model = surrogate()
    candidates, _ = drawn(SMOOTH, smooth, 20)
    mean = model.predict(candidates)
    assert len(pickle.dumps(model)) < 1000 * len(model.trials)
    again = way(model)
    assert np.array_equal(again.predict(candidates), mean)
    assert repr(again) == repr(model)


def test_the_trials_alone_decide():
    history = searched()
    candidates, _ = drawn(SMOOTH, smooth, 20)
    one, other = (Surrogate(SMOOTH, history.trials) for _ in range(2))
    assert np.array_equal(one.predict(candidates), other.predict(candidates))
