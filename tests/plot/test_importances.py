"""parameter_importances, on tables of functions whose indices are known."""

import math
import pickle

import numpy as np
import pytest
from scipy.stats import loguniform, uniform
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

import sk_hpo.plot.importance.variance_parts
from sk_hpo import BayesSearchCV, GridSearchCV2, parameter_importances
from sk_hpo.plot.importance.variance_parts import parameters_of
from sk_hpo.space import Space

X, y = load_iris(return_X_y=True)


@pytest.fixture(autouse=True)
def few_points(monkeypatch):
    # an error of 0.03 or so, in a quarter of the time
    monkeypatch.setattr(sk_hpo.plot.importance.variance_parts, "MOST_EVALUATED", 6000)


def table(candidates, score):
    """The ``cv_results_`` of a search whose scores are a function of the parameters."""
    scores = np.array([score(**params) for params in candidates], dtype=float)
    return {"params": candidates, "mean_test_score": scores}


def numbers(n, p, seed=0):
    rng = np.random.default_rng(seed)
    return [
        {f"x{i}": float(u) for i, u in enumerate(row)} for row in rng.random((n, p))
    ]


def by_name(importances):
    return {
        (row.parameter, row.other, row.alternative): row.share for row in importances
    }


def ishigami(x0, x1, x2):
    a, b, c = np.pi * (2 * np.array([x0, x1, x2]) - 1)
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_ishigami():
    """Indices 0.314, 0.442 and 0, and 0.244 for the first with the third."""
    found = parameter_importances(table(numbers(400, 3), ishigami))
    assert [row.parameter for row in found.parameters] == ["x0", "x1", "x2"]
    share = by_name(found)
    assert share["x0", "", ""] == pytest.approx(0.314, abs=0.06)
    assert share["x1", "", ""] == pytest.approx(0.442, abs=0.06)
    assert share["x2", "", ""] == pytest.approx(0.0, abs=0.06)
    assert share["x0", "x2", ""] == pytest.approx(0.244, abs=0.08)
    assert found[0].total == pytest.approx(0.558, abs=0.08)
    assert sum(share.values()) + found.noise == pytest.approx(1, abs=0.05)


def test_additive_with_noise():
    rng = np.random.default_rng(0)
    noise = 0.8 * rng.standard_normal(300)
    found = table(numbers(300, 3), lambda x0, x1, x2: 3 * x0 + 2 * x1)
    found["mean_test_score"] += noise
    found = parameter_importances(found)
    # variances 9 / 12, 4 / 12 and 0.64
    share = by_name(found)
    assert share["x0", "", ""] == pytest.approx(0.435, abs=0.08)
    assert share["x1", "", ""] == pytest.approx(0.193, abs=0.08)
    assert share["x2", "", ""] < 0.03
    assert found.noise == pytest.approx(0.371, abs=0.08)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("n", "p"), [(20, 2), (40, 3)])
@pytest.mark.in_turn
def test_noise_alone_is_no_claim(n, p, seed):
    scores = np.random.default_rng(seed + 10).standard_normal(n)
    found = table(numbers(n, p, seed), lambda **params: 0.0)
    found["mean_test_score"] = scores
    for row in parameter_importances(found):
        assert row.share - 2 * row.share_std < 0.05


def test_disasters_do_not_dominate():
    """A small region with very bad scores counts as bad, not as everything."""

    def score(x0, x1):
        return x0 - (1e6 if x1 > 0.97 else 0)

    first = parameter_importances(table(numbers(200, 2), score))[0]
    assert first.parameter == "x0"
    assert first.share > 0.5


def test_alternatives():
    """The variance between the alternatives' means, and that within each."""
    rng = np.random.default_rng(0)
    candidates = [
        {"kind": "a", "x": float(rng.random())}
        if rng.random() < 0.5
        else {"kind": "b", "y": float(rng.random()), "z": float(rng.random())}
        for _ in range(200)
    ]

    def score(kind, x=0.0, y=0.0, z=0.0):
        return 2 * x if kind == "a" else 2 + y

    found = parameter_importances(table(candidates, score))
    # means 1 and 2.5; variances 4 / 12 and 1 / 12, half of each
    variance = 0.75**2 + 5 / 24
    share = by_name(found)
    assert share["(alternative)", "", ""] == pytest.approx(0.75**2 / variance, abs=0.05)
    assert share["x", "", "kind=a"] == pytest.approx(1 / 6 / variance, abs=0.05)
    assert share["y", "", "kind=b"] == pytest.approx(1 / 24 / variance, abs=0.05)
    assert share["z", "", "kind=b"] < 0.02
    # only these exist together
    assert [(row.parameter, row.other) for row in found.pairs] == [("y", "z")]


def test_coordinates_of_a_parameter_are_one():
    """The one-hot columns of choices, and the parts of a mixed list."""
    search = BayesSearchCV(
        SVC(),
        {
            "kernel": ["rbf", "linear", "poly"],
            "gamma": ["scale", loguniform(1e-3, 1.0)],
            "C": (0.1, 10.0, "log-uniform"),
        },
        n_iter=12,
        random_state=0,
    ).fit(X, y)
    found = parameter_importances(search, n_draws=16)
    assert {row.parameter for row in found.parameters} == {"kernel", "gamma", "C"}
    assert len(found.pairs) == 3
    groups = parameters_of(search.surrogate.space, 0)
    assert len(groups["gamma"]) == 2


def test_which_parameters_an_alternative_has():
    space = Space.from_params(
        [
            {"a": [1], "b": [None, uniform(0, 1)], "c": (0.0, 1.0)},
            {"a": [2], "c": (0.0, 1.0), "d": ["x", "y"]},
        ]
    )
    assert list(parameters_of(space, 0)) == ["b", "c"]
    assert list(parameters_of(space, 1)) == ["c", "d"]


def test_equal_scores():
    found = parameter_importances(table(numbers(8, 2), lambda **params: 0.5))
    assert all(row.share == row.share_std == row.total == 0 for row in found.parameters)
    assert found.noise == 0


def test_one_candidate():
    with pytest.raises(ValueError, match=r"no parameter varies \(each has a single"):
        parameter_importances(table([{"a": 1}], lambda a: 0.5))


def test_it_is_a_table():
    pandas = pytest.importorskip("pandas")
    found = parameter_importances(table(numbers(30, 3), ishigami))
    frame = pandas.DataFrame(found)
    assert list(frame.columns) == [
        "parameter",
        "other",
        "alternative",
        "share",
        "share_std",
        "total",
        "total_std",
    ]
    assert list(frame["share"]) == [row.share for row in found]
    assert len(frame) == len(found) == 6
    assert found[-1].other
    assert math.isnan(found[-1].total)
    assert found[:3] == found.parameters
    assert "x0 and x2" in repr(found)
    assert pickle.loads(pickle.dumps(found)).parameters == found.parameters


def test_small_pairs_are_not_printed():
    text = repr(parameter_importances(table(numbers(60, 3), lambda x0, x1, x2: x0)))
    assert text.endswith("and 3 pairs with less than 0.5% each")


def test_the_same_numbers_again():
    found = table(numbers(30, 2), lambda x0, x1: x0 * x1)
    assert repr(parameter_importances(found)) == repr(parameter_importances(found))
    other = parameter_importances(found, random_state=np.random.RandomState(1))
    assert other[0].share != parameter_importances(found)[0].share


def test_a_metric():
    scoring = {"loss": "neg_log_loss", "right": "accuracy"}
    search = GridSearchCV2(
        LogisticRegression(max_iter=1000),
        {"C": [0.01, 0.1, 1.0, 10.0]},
        scoring=scoring,
        refit="right",
    ).fit(X, y)
    found = parameter_importances(search, metric="loss")
    assert found[0].parameter == "C"
    assert found[0].share != parameter_importances(search)[0].share
    with pytest.raises(ValueError, match="no metric 'wrong'"):
        parameter_importances(search, metric="wrong")


def test_bad_input():
    grid = GridSearchCV(SVC(), {"C": [1.0, 2.0]})
    with pytest.raises(ValueError, match="search must be a fitted search"):
        parameter_importances(grid)
    with pytest.raises(TypeError, match=r"search must be .* type int"):
        parameter_importances(3)
    grid.fit(X, y)
    for n_draws in (1, 0, -3):
        with pytest.raises(
            ValueError, match="n_draws must be an integer of at least 2"
        ):
            parameter_importances(grid, n_draws=n_draws)
    for n_draws in (2.5, "many", True, None):
        with pytest.raises(TypeError, match="n_draws must be an integer of at least 2"):
            parameter_importances(grid, n_draws=n_draws)
    failed = table(numbers(3, 1), lambda x0: np.nan)
    with pytest.raises(ValueError, match="3 candidates that failed or were stopped"):
        parameter_importances(failed)
