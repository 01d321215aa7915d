"""The amounts of each level, and what a user may say."""

import pytest

from sk_hpo.levels.halving import Halving
from sk_hpo.levels.ladder import make_ladder


@pytest.mark.parametrize(
    ("said", "most", "amounts"),
    [
        (Halving(), 16_000, (1778, 5333, 16_000)),
        (Halving(), 3000, (1000, 3000)),
        (Halving(min_resources=100), 900, (100, 300, 900)),
        (Halving(min_resources=100, factor=2), 900, (112, 225, 450, 900)),
        (Halving("n_estimators"), 100, (11, 33, 100)),
        (Halving("n_estimators", max_resources=18), 100, (2, 6, 18)),
        (Halving("max_iter", min_resources=1), 9, (1, 3, 9)),
    ],
)
def test_amounts(said, most, amounts):
    assert make_ladder(said, most).amounts == amounts


def test_one_level_is_an_error_that_says_what_to_do():
    with pytest.raises(ValueError, match=r"one level only: 2400 training rows.*1000.*"):
        make_ladder(Halving(), 2400)
    with pytest.raises(ValueError, match="min_resources_=50 is greater than max"):
        make_ladder(Halving("n_estimators", min_resources=50), 20)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"resource": 3}, "resource must be 'n_samples' or the name"),
        ({"min_resources": 0}, "min_resources must be 'auto' or a positive int, got 0"),
        ({"max_resources": True}, "max_resources must be"),
        ({"factor": 1}, "factor must be a number above 1, got 1"),
    ],
)
def test_bad_settings(settings, told):
    with pytest.raises((TypeError, ValueError), match=told):
        Halving(**settings)


def test_how_many_evaluations_are_expected():
    ladder = make_ladder(Halving("n_estimators"), 100)
    assert ladder.expected(27) == 27 + 9 + 3
    assert ladder.expected(2) == 4
