import numpy as np

from sk_hpo.racing.references import MANY_SEEN, references


def scores():
    """Return three complete candidates, and two that are like the last of them."""
    rng = np.random.default_rng(1)
    S = rng.normal(size=(5, 40))
    S[3:] = S[2] + 0.01 * rng.normal(size=(2, 40))
    S[3:, 20:] = np.nan
    return S


def test_the_leader_is_the_reference_at_first():
    found = references(scores(), np.array([1, 0, 2]), np.array([3, 4]), MANY_SEEN - 1)
    assert found.tolist() == [1, 1]


def test_the_most_similar_candidate_is_the_reference_later():
    found = references(scores(), np.array([1, 0, 2]), np.array([3, 4]), MANY_SEEN)
    assert found.tolist() == [2, 2]


def test_the_leader_is_preferred_to_one_that_is_as_similar():
    S = scores()
    S[0] = S[2]
    found = references(S, np.array([2, 0, 1]), np.array([3, 4]), MANY_SEEN)
    assert found.tolist() == [2, 2]
