"""Candidates that go on whatever the others score."""

from itertools import product

import numpy as np
import pytest

from sk_hpo.levels.certain import certain

NAN = float("nan")


@pytest.mark.parametrize(
    ("scores", "n_open", "n_kept", "expected"),
    [
        ([0.3, 0.9, 0.5], 0, 2, [1, 2]),
        ([0.3, 0.9, 0.5], 1, 2, [1]),
        ([0.3, 0.9, 0.5], 2, 2, []),
        ([0.5, 0.9, 0.5], 0, 2, [1]),
        ([0.5, 0.9, 0.5], 0, 3, [1, 0, 2]),
        ([0.5, NAN, 0.9], 0, 2, [2]),
        ([NAN, NAN], 0, 2, []),
        ([], 4, 2, []),
    ],
)
def test_known(scores, n_open, n_kept, expected):
    assert certain(np.array(scores, dtype=float), n_open, n_kept).tolist() == expected


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_others_score(seed):
    """Those on the next level for all scores of two open candidates, and no others."""
    rng = np.random.default_rng(seed)
    scores = rng.choice([0.1, 0.2, 0.3, 0.4, 0.5], size=5, replace=False)
    n_kept = int(rng.integers(1, 7))
    always = set(range(5))
    for others in product([0.0, 0.15, 0.25, 0.35, 0.45, 0.6], repeat=2):
        order = np.argsort(-np.append(scores, others), kind="stable")
        always &= set(order[:n_kept].tolist())
    assert set(certain(scores, 2, n_kept).tolist()) == always
