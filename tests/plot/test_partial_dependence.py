"""The partial dependence: whose average it is, and how uncertain."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import gamma, randint

from sk_hpo.constraint import Constraint
from sk_hpo.plot.effects.partial_dependence import partial_dependences
from sk_hpo.plot.parameters.blocks import alternative_names, blocks_by_name
from sk_hpo.search.surrogate import ALTERNATIVE, Surrogate
from sk_hpo.space import Space
from tests.plot.searches import modelled

LIST = {"a": [1, 2, 3], "b": ["x", "y"], "c": [None, True]}
RANGES = {"a": (0.0, 1.0), "b": (1e-3, 1e3, "log-uniform")}
DICTS = [
    {"kernel": ["linear"], "C": (0.1, 10.0, "log-uniform")},
    {"kernel": ["rbf"], "C": (0.1, 10.0, "log-uniform"), "gamma": (0.0, 1.0)},
]


def of_list(params):
    return params["a"] + 2 * (params["b"] == "y") - (params["c"] is None)


def of_ranges(params):
    return (params["a"] - 0.5) ** 2 + np.log10(params["b"]) / 3


def of_dicts(params):
    return np.log10(params["C"]) + params.get("gamma", 5.0)


def only(model, *names):
    (found,) = partial_dependences(model, names)
    return found


def values(effect):
    """The values of the first parameter, at which the means are."""
    return [value for one in effect.stretches[0] for value in one.values]


def test_a_finite_space_is_averaged_exactly():
    _, model = modelled(LIST, of_list)
    effect = only(model, "a")
    others = list(product(["x", "y"], [None, True]))
    expected = [
        model.predict([{"a": a, "b": b, "c": c} for b, c in others]).mean()
        for a in values(effect)
    ]
    assert values(effect) == [1, 2, 3]
    np.testing.assert_allclose(effect.mean, expected, rtol=1e-6)
    assert effect.std.shape == (3,)
    assert (effect.std > 0).all()
    pair = only(model, "a", "b")
    expected = [
        [model.predict([{"a": a, "b": b, "c": c} for c in (None, True)]).mean()]
        for a, b in product([1, 2, 3], ["x", "y"])
    ]
    np.testing.assert_allclose(pair.mean.reshape(-1, 1), expected, rtol=1e-6)


def test_ranges_are_averaged_on_their_own_scales():
    _, model = modelled(RANGES, of_ranges, 60)
    effect = only(model, "a")
    x = np.array(values(effect))
    # log10(b) is 0 on average
    np.testing.assert_allclose(effect.mean, (x - 0.5) ** 2, atol=0.05)
    effect = only(model, "b")
    (stretch,) = effect.stretches[0]
    assert stretch.log
    assert not stretch.is_choice
    expected = np.log10(values(effect)) / 3 + 1 / 12
    np.testing.assert_allclose(effect.mean, expected, atol=0.05)


def test_the_only_parameter_is_what_the_model_predicts():
    _, model = modelled({"a": (0.0, 1.0)}, lambda params: params["a"] ** 2, 10)
    effect = only(model, "a")
    params = [{"a": a} for a in values(effect)]
    np.testing.assert_allclose(
        [effect.mean, effect.std], model.predict(params, return_std=True), rtol=1e-6
    )


def test_it_is_uncertain_where_there_are_no_candidates():
    space = Space.from_params({"a": (0.0, 1.0), "b": (0.0, 1.0)})
    results, _ = modelled({"a": (0.0, 0.3), "b": (0.0, 1.0)}, lambda p: p["a"] ** 2)
    known = list(zip(results.params, results.means["score"], strict=True))
    effect = only(Surrogate(space, [], known), "a")
    assert effect.std[-1] > 5 * effect.std[0]
    again = only(Surrogate(space, [], known), "a")
    np.testing.assert_array_equal(effect.mean, again.mean)


def test_a_parameter_of_one_alternative_is_averaged_there():
    _, model = modelled(DICTS, of_dicts, 60)
    effect = only(model, "gamma")
    assert effect.blocks[0].alternatives == {1}
    # log10(C) is 0 on average, and the 5 of the others does not count
    np.testing.assert_allclose(effect.mean, values(effect), atol=0.1)
    shared = only(model, "C")
    assert shared.blocks[0].alternatives == {0, 1}
    expected = np.log10(values(shared)) + (5 + 0.5) / 2
    np.testing.assert_allclose(shared.mean, expected, atol=0.25)
    U = np.array([model.space.encode({"kernel": "linear", "C": 1.0})])
    assert shared.has(model.space, U).tolist() == [True]
    assert effect.has(model.space, U).tolist() == [False]


def test_different_ranges_are_different_effects():
    spec = [DICTS[0], {"kernel": ["rbf"], "C": (1.0, 50.0)}]
    _, model = modelled(spec, lambda params: -params["C"])
    one, other = partial_dependences(model, ["C"])
    assert [one.blocks[0].alternatives, other.blocks[0].alternatives] == [{0}, {1}]
    assert (values(one)[-1], values(other)[-1]) == (10.0, 50.0)
    assert [one.stretches[0][0].log, other.stretches[0][0].log] == [True, False]


def test_the_choice_of_the_alternative():
    _, model = modelled(DICTS, of_dicts, 60)
    effect = only(model, ALTERNATIVE)
    assert values(effect) == ["kernel=linear", "kernel=rbf"]
    np.testing.assert_allclose(effect.mean, [5.0, 0.5], atol=0.3)
    pair = only(model, ALTERNATIVE, "gamma")
    assert np.isnan(pair.mean[0]).all()
    assert np.isfinite(pair.mean[1]).all()


def test_no_candidate_has_both():
    spec = [{"C": (0.1, 10.0)}, {"gamma": (0.0, 1.0)}]
    _, model = modelled(spec, lambda params: 1.0 * len(params))
    assert partial_dependences(model, ["C", "gamma"]) == []


def ignores(params, owner):
    return {"gamma"} if params["kernel"] == "linear" else set()


def test_where_it_is_ignored():
    spec = {"kernel": ["linear", "rbf", "poly"], "gamma": (0.0, 1.0)}
    space = Space.from_params(spec).ignoring(ignores)

    def score(params):
        gamma = params["gamma"] if params["kernel"] != "linear" else 7.0
        return gamma + (params["kernel"] == "poly")

    results, model = modelled(space, score, 60)
    effect = only(model, "gamma")
    np.testing.assert_allclose(effect.mean, np.add(values(effect), 0.5), atol=0.1)
    U = np.array([space.encode(params) for params in results.params])
    expected = [params["kernel"] != "linear" for params in results.params]
    assert effect.has(space, U).tolist() == expected
    pair = only(model, "kernel", "gamma")
    assert np.isnan(pair.mean).all(axis=1).tolist() == [True, False, False]


def test_ignored_everywhere():
    spec = {"kernel": ["linear", "rbf"], "gamma": (0.0, 1.0)}
    space = Space.from_params(spec).ignoring(lambda params, owner: {"gamma"})
    _, model = modelled(space, lambda params: 1.0 * (params["kernel"] == "rbf"))
    effect = only(model, "gamma")
    assert effect.ignored
    assert np.ptp(effect.mean) < 1e-9
    assert effect.has(space, np.full((3, 2), 0.5)).all()
    assert partial_dependences(model, ["kernel", "gamma"]) == []


def test_candidates_that_are_refused_do_not_count():
    allowed = Constraint([lambda params: params["b"] == "x" or params["a"] < 2])
    space = Space.from_params({"a": [1, 2, 3], "b": ["x", "y"]}).constrained(allowed)
    params = [{"a": 1, "b": "y"}, *({"a": a, "b": "x"} for a in (1, 2, 3))]
    model = Surrogate(space, [], [(p, p["a"] + 9.0 * (p["b"] == "y")) for p in params])
    effect = only(model, "a")
    expected = [model.predict(params[:2]).mean(), *model.predict(params[2:])]
    np.testing.assert_allclose(effect.mean, expected, rtol=1e-6)
    pair = only(model, "a", "b")
    assert np.isnan(pair.mean).tolist() == [
        [False, False],
        [False, True],
        [False, True],
    ]


def test_mixed_lists_and_other_ranges():
    spec = {
        "mixed": ["auto", None, randint(2, 31)],
        "steps": (1, 4),
        "tail": gamma(2),
        "ranks": [0, 1e-3, 1e-2, 1e-1, 1, 1000],
        "one": [5.0],
    }
    _, model = modelled(spec, lambda p: 0.0 if p["mixed"] in ("auto", None) else 1.0)
    mixed = only(model, "mixed")
    assert [s.is_choice for s in mixed.stretches[0]] == [True, True, False]
    assert values(mixed)[:2] == ["auto", None]
    assert values(mixed)[2:] == list(range(2, 31))
    assert mixed.mean[:2].max() < 0.3 < 0.7 < mixed.mean[2:].min()
    parts = list(mixed.parts)
    assert [mean.shape for _, mean, _ in parts] == [(1,), (1,), (29,)]
    assert values(only(model, "steps")) == [1, 2, 3, 4]
    assert only(model, "steps").stretches[0][0].listed
    tail = values(only(model, "tail"))
    assert 0 < tail[0] < 0.2
    assert 6 < tail[-1] < 8
    ranks = only(model, "ranks")
    assert all(s.is_choice for s in ranks.stretches[0])
    assert values(only(model, "one")) == [5.0]
    pair = only(model, "mixed", "ranks")
    assert pair.mean.shape == (22, 6)


def test_entries_of_dicts():
    spec = {"weights": {"a": (0.0, 1.0), "b": [None, 2]}, "C": [1, 2]}
    _, model = modelled(spec, lambda params: params["weights"]["a"])
    assert list(blocks_by_name(model.space)) == ["C", "weights['a']", "weights['b']"]
    effect = only(model, "weights['a']")
    np.testing.assert_allclose(effect.mean, values(effect), atol=0.1)
    assert values(only(model, "weights['b']")) == [None, 2]


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        (DICTS, ["kernel=linear", "kernel=rbf"]),
        ([{"a": [1, 2]}, {"b": ["z"]}], ["dict 1", "b=z"]),
        ([{"a": [1], "b": [1, 2]}, {"a": [1], "c": [1, 2]}], ["dict 1", "dict 2"]),
        ([{"x__name": ["n" * 50]}, {"b": [1]}], [f"name={'n' * 12}…{'n' * 7}", "b=1"]),
    ],
)
def test_names_of_alternatives(spec, names):
    assert alternative_names(Space.from_params(spec)) == names


def of_points(score):
    """A model of scores (q,) at 2,000 points (q, 2) of the unit square."""
    prior = [
        ({"a": a, "b": b}, float(one))
        for (a, b), one in zip(POINTS.tolist(), score, strict=True)
    ]
    return Surrogate(Space.from_params({"a": (0.0, 1.0), "b": (0.0, 1.0)}), [], prior)


POINTS = np.random.default_rng(0).random((2000, 2))


def test_where_fits_fail_nothing_is_averaged():
    score = np.where(POINTS.sum(axis=1) > 1.2, np.nan, 1.0 - POINTS[:, 0])
    effect = only(of_points(score), "b")
    # the mean of 1 - a up to where fits fail
    expected = 1.0 - np.minimum(1.0, 1.2 - np.array(values(effect))) / 2
    np.testing.assert_allclose(effect.mean, expected, atol=0.03)


def test_where_all_fits_fail_there_is_no_mean():
    a, b = POINTS.T
    effect = only(of_points(np.where(a > 0.5, np.nan, b)), "a")
    x = np.array(values(effect))
    assert np.isnan(effect.mean[x > 0.6]).all()
    np.testing.assert_allclose(effect.mean[x < 0.45], 0.5, atol=0.02)


def test_if_most_fits_fail_anywhere_there_is_a_mean():
    score = np.where(np.arange(2000) % 50, np.nan, 0.5)
    np.testing.assert_allclose(only(of_points(score), "a").mean, 0.5)


def test_many_candidates_count_wherever_they_are():
    """A tenth of the space is good; a model of the best would see no other scores."""
    effect = only(of_points(np.where((POINTS < 0.3).all(axis=1), 0.9, 0.5)), "a")
    expected = np.where(np.array(values(effect)) < 0.3, 0.62, 0.5)
    assert abs((effect.mean - expected).mean()) < 0.02
