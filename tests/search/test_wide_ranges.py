"""Ranges over more than three decades on a linear scale: told once a fit."""

import warnings

import pytest
from scipy.stats import loguniform, randint, uniform
from sklearn.base import BaseEstimator, ClassifierMixin

from sk_hpo.space import Integer, Real, Space
from tests.everywhere.searches import short, suggesting

WIDE = {"a": (1e-3, 1e3), "b": uniform(1e-4, 10), "c": (1, 5000), "d": (0.5, 2.0)}


class Model(ClassifierMixin, BaseEstimator):
    """Its score is its first parameter."""

    def __init__(self, a=1.0, b=1.0, c=1, d=1.0):
        self.a, self.b, self.c, self.d = a, b, c, d

    def fit(self, X, y):
        self.classes_ = [0, 1]
        return self

    def score(self, X, y):
        return -abs(self.a - 1) / 1000


X, y = [[0.0]] * 8, [0, 1] * 4


def told(Search, space):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Search(Model(), space, cv=2, **short(Search, 2)).fit(X, y)
    messages = [str(w.message) for w in caught if w.category is UserWarning]
    return [message for message in messages if "no continuous" not in message]


@suggesting
def test_one_warning_names_all_and_says_what_to_write(Search):
    (message,) = told(Search, WIDE)
    assert """'a': (0.001, 1000.0, "log-uniform")""" in message
    assert """'b': (0.0001, 10.0001, "log-uniform")""" in message
    assert """'c': (1, 5000, "log-uniform")""" in message
    assert "'d'" not in message


@suggesting
def test_what_to_write_is_not_told_of(Search):
    space = {
        "a": (1e-3, 1e3, "log-uniform"),
        "b": (0.0001, 10.0001, "log-uniform"),
        "c": (1, 5000, "log-uniform"),
    }
    assert told(Search, space) == []


@suggesting
def test_each_fit_tells_once(Search):
    search = Search(Model(), WIDE, cv=2, **short(Search, 2))
    for _ in range(2):
        with pytest.warns(UserWarning, match="three decades") as caught:
            search.fit(X, y)
        assert len(caught) == 1


@pytest.mark.parametrize("several", ["dicts", "pairs"])
@suggesting
def test_alternatives(Search, several):
    dicts = [{"a": (1e-3, 1e3)}, {"a": (1e-3, 1e3), "b": (1e-9, 1.0)}]
    space = [(d, 1) for d in dicts] if several == "pairs" else dicts
    (message,) = told(Search, space)
    assert message.count("'a'") == message.count("'b'") == 1


@suggesting
def test_ranges_in_lists(Search):
    (message,) = told(
        Search, {"a": [1.0, uniform(1e-4, 1)], "c": [0, randint(1, 5001)]}
    )
    assert "'a': [..., scipy.stats.loguniform(0.0001, 1.0001)]" in message
    assert "'c': [..., sk_hpo.space.Integer(1, 5000, log=True)]" in message
    space = {"a": [1.0, loguniform(1e-4, 1)], "c": [0, Integer(1, 5000, log=True)]}
    assert told(Search, space) == []
    assert Space.from_params(space).contains({"a": 1e-4, "c": 5000})


@suggesting
@pytest.mark.parametrize(
    "value",
    [
        (1e-3, 1e3, "uniform"),
        (1e-3, 1.0),
        (1, 1000),
        randint(1, 1001),
        (0.0, 1e3),
        (-1e-3, 1e3),
        [1e-3, 1e3],
        Real(1e-3, 1e3),
        loguniform(1e-3, 1e3),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.in_turn
def test_others_are_not_told_of(Search, value):
    """A scale that was said, three decades and no more, 0, and choices."""
    assert told(Search, {"a": value}) == []
