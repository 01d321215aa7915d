"""TargetScore: a score that is good enough."""

import pytest

from sk_hpo.callbacks import TargetScore
from tests.callbacks.searches import n_evaluated


@pytest.mark.parametrize(
    ("scores", "target", "n"),
    [
        ([0.5, 0.94, 0.95, 0.96], 0.95, 3),
        ([0.5, 0.94, 0.949999], 0.95, 3),
        ([0.99, 0.1], 0.95, 1),
        ([-3.0, -0.2, -0.1, -0.05], -0.1, 3),  # greater is better
        ([1, 2, 3], 2, 2),
    ],
)
def test_it_stops_at_the_first_that_is_enough(scores, target, n):
    assert n_evaluated(scores, TargetScore(target)) == n


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.FitFailedWarning",
    "ignore:One or more of the test scores are non-finite:UserWarning",
)
@pytest.mark.parametrize("error_score", [float("nan"), 1.0])
def test_a_failed_candidate_is_not_enough(error_score):
    scores = [None, 0.5, 0.97, 0.1]
    assert n_evaluated(scores, TargetScore(0.95), error_score=error_score) == 3
